import { TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { contactsOf } from '../contacts.ts';
import { confirmationOf } from '../domain/ticket-mail.ts';
import type { Notify } from '../notify.ts';

/** A citizen with a mail address gets the Vormerkung confirmed. */
export function onTicketOpened({ queue, directory, setting }: Notify): Reaction {
  return react(TicketOpened, async ({ data: { ticket } }, context) => {
    if (ticket.citizen.email === undefined) return;
    const draft = confirmationOf(ticket, await contactsOf(directory, ticket.departmentId), setting);
    if (draft) await queue.add(draft, context);
  });
}
