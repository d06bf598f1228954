import { TicketAnswered } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { contactsOf } from '../contacts.ts';
import { queueMail } from '../domain/mail.ts';
import { answerMailOf } from '../domain/ticket-mail.ts';
import { mailQueued } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** An answer by mail goes out, or the notice that there is one. */
export function onTicketAnswered({ mails, directory, setting, logger, now }: Notify): Reaction {
  return react(TicketAnswered, async ({ id, data: { by, ticket } }, context) => {
    if (by !== 'email' || ticket.citizen.email === undefined) return;
    const draft = answerMailOf(ticket, id, await contactsOf(directory, ticket.departmentId), setting);
    if (!draft) return;
    const { repeated } = await mails.handle(draft.mailId, context, (current) => queueMail(draft, current, now()));
    if (!repeated) mailQueued(logger, { template: draft.template, mailId: draft.mailId, ticketId: ticket.ticketId });
  });
}
