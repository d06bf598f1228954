import { domainToASCII } from 'node:url';
import { z } from 'zod';

const LONGEST_ADDRESS = 254;
const Address = z.email().max(LONGEST_ADDRESS);

/**
 * One mail address, ready for an envelope: the domain in lower case and ASCII (`müller.de` → `xn--mller-kva.de`).
 * Undefined when the text is anything else: a list, a group, a display name or a line break would change who gets the mail.
 */
export function parseEmail(text: string): string | undefined {
  if (/[\r\n\0]/.test(text)) return undefined;
  const typed = text.normalize('NFC').trim();
  const at = typed.lastIndexOf('@');
  const host = typed.slice(at + 1);
  if (at < 1 || /[%\s]/.test(host)) return undefined;
  const address = `${typed.slice(0, at)}@${domainToASCII(host)}`;
  return Address.safeParse(address).success ? address : undefined;
}

/** In a command: an address as people type it in, a safe single address out. */
export const Email = z
  .string()
  .max(LONGEST_ADDRESS, 'must be one e-mail address, for example name@example.de')
  .transform((text, context) => {
    const address = parseEmail(text);
    if (address !== undefined) return address;
    context.addIssue({ code: 'custom', message: 'must be one e-mail address, for example name@example.de' });
    return z.NEVER;
  })
  .pipe(z.string())
  .describe('one e-mail address');
