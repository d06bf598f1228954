import { EmailConsentWithdrawn, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { noSuchTicket } from './ticket.ts';

/**
 * The citizen takes back the consent to e-mail: no mail tells of the concern any more. The answer waits for them (they get
 * a notice without its words, or are called). What was sent before was right. `at` is the time in the city.
 */
export function withdrawConsent(by: 'clerk' | 'citizen', ticket: Ticket | undefined, at: string): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const { emailConsent, statusMails, ...citizen } = ticket.citizen;
  if (emailConsent === undefined && !statusMails) return alreadyDone;
  return happened(EmailConsentWithdrawn, { ...ticket, citizen, consentWithdrawnAt: at }, { by });
}
