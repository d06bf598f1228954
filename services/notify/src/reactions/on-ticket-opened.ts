import { TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { contactsOf } from '../contacts.ts';
import { queueMail } from '../domain/mail.ts';
import { confirmationOf } from '../domain/ticket-mail.ts';
import { mailQueued } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** A citizen with a mail address gets the Vormerkung confirmed. */
export function onTicketOpened({ mails, directory, setting, logger, now }: Notify): Reaction {
  return react(TicketOpened, async ({ data: { ticket } }, context) => {
    if (ticket.citizen.email === undefined) return;
    const draft = confirmationOf(ticket, await contactsOf(directory, ticket.departmentId), setting);
    if (!draft) return;
    const { repeated } = await mails.handle(draft.mailId, context, (current) => queueMail(draft, current, now()));
    if (!repeated) mailQueued(logger, { template: draft.template, mailId: draft.mailId, ticketId: ticket.ticketId });
  });
}
