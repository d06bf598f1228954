import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import type { AuditMessage } from './read-messages.ts';

/** A line of a file that `npm run audit save` wrote: the message as it was stored, not read and written anew. */
const SavedMessage = z.strictObject({
  subject: z.string().startsWith('audit.'),
  sequence: z.int().positive(),
  time: z.iso.datetime(),
  message: z.string(),
  /** Of what is no text, which no service writes. */
  encoding: z.literal('base64').optional(),
});

/** How every line begins. */
export const LINE_BEGINS = '{"subject":"audit.';

/** The message as one line, without its end. */
export function lineOf({ subject, sequence, time, data }: AuditMessage): string {
  const encoding = isUtf8(data) ? undefined : 'base64';
  const message = Buffer.from(data).toString(encoding ?? 'utf8');
  return JSON.stringify({ subject, sequence, time, message, encoding } satisfies z.input<typeof SavedMessage>);
}

/** The message in a line; `undefined` where that is no line of such a file. */
export function messageIn(line: string): AuditMessage | undefined {
  try {
    const { message, encoding = 'utf8', ...place } = SavedMessage.parse(JSON.parse(line));
    return { ...place, data: Buffer.from(message, encoding) };
  } catch {
    return undefined;
  }
}
