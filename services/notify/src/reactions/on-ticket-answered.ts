import { TicketAnswered } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { contactsOf } from '../contacts.ts';
import { answerMailOf } from '../domain/ticket-mail.ts';
import type { Notify } from '../notify.ts';

/** An answer by mail goes out, or the notice that there is one. */
export function onTicketAnswered({ queue, directory, setting }: Notify): Reaction {
  return react(TicketAnswered, async ({ id, data: { by, ticket } }, context) => {
    if (by !== 'email' || ticket.citizen.email === undefined) return;
    const draft = answerMailOf(ticket, id, await contactsOf(directory, ticket.departmentId), setting);
    if (draft) await queue.add(draft, context);
  });
}
