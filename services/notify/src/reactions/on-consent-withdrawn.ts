import { EmailConsentWithdrawn } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { aboutTicket } from '../about-ticket.ts';
import { withdrawMail } from '../domain/withdrawal.ts';
import { mailWithdrawn } from '../facts.ts';
import type { Notify } from '../notify.ts';

/**
 * The citizen took back the consent: an answer that still waits goes as a notice without its words, a mail about the state
 * not at all. One that is being sent this moment is waited for.
 */
export function onConsentWithdrawn(notify: Notify): Reaction {
  const { mails, logger, now } = notify;
  return react(EmailConsentWithdrawn, async ({ sequence, data: { ticket } }, context) => {
    const { mailIds } = await aboutTicket(notify, ticket.ticketId, sequence);
    for (const mailId of mailIds) {
      const { state, repeated } = await mails.handle(mailId, context, (mail) => withdrawMail(mail, now()));
      if (!repeated) mailWithdrawn(logger, { template: state.template, mailId, ticketId: ticket.ticketId });
    }
  });
}
