import {
  type Ticket,
  TicketClosed,
  type TicketMailContent,
  TicketMovedIn,
  TicketReopened,
} from '@serviceportal/shared/contracts';
import { type Context, react, type Reaction } from '@serviceportal/shared/log';
import { tellOfCallback } from '../callback-news.ts';
import { contactsOf } from '../contacts.ts';
import { statusMailOf } from '../domain/ticket-mail.ts';
import type { Notify } from '../notify.ts';

type Change = NonNullable<TicketMailContent['change']>;

/**
 * Whoever wants to hear of a Vormerkung's state gets a mail when it is moved, reopened or closed. Others only hear of the
 * callback, where it is not as they were told: the mail about the state says that too.
 */
export function onTicketStatus(notify: Notify): Reaction[] {
  const { directory, queue, setting } = notify;

  /** Whether they wanted to hear of it. */
  async function tell(ticket: Ticket, change: Change, eventId: string, context: Context): Promise<boolean> {
    const { statusMails, email } = ticket.citizen;
    if (!statusMails || email === undefined) return false;
    const contacts = await contactsOf(directory, ticket.departmentId);
    const draft = statusMailOf(ticket, { change, eventId }, contacts, setting);
    if (draft) await queue.add(draft, context);
    return true;
  }

  return [
    react(TicketMovedIn, async ({ id, data: { ticket, from, previously } }, context) => {
      if (await tell(ticket, 'moved', id, context)) return;
      const { departmentNumber } = await contactsOf(directory, from);
      await tellOfCallback(notify, ticket, { ...previously, departmentNumber, change: 'moved' }, context);
    }),
    react(TicketReopened, async ({ id, data: { ticket } }, context) => {
      if (await tell(ticket, 'reopened', id, context)) return;
      await tellOfCallback(notify, ticket, { change: 'reopened' }, context);
    }),
    react(TicketClosed, async ({ id, data: { ticket } }, context) => void (await tell(ticket, 'closed', id, context))),
  ];
}
