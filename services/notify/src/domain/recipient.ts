import type { Mail } from '@serviceportal/shared/contracts';
import { parseEmail } from '@serviceportal/shared/identity';

/** The address a mail goes to, in one spelling for everybody who writes to the same mailbox. */
export function recipientOf({ citizen, office }: Pick<Mail, 'citizen' | 'office'>): string | undefined {
  const address = office?.email ?? citizen.email;
  return address === undefined ? undefined : (parseEmail(address) ?? address).toLowerCase();
}
