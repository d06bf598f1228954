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
 * callback, where there is a new one: the mail about the state says that too.
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

  async function tellOfNewCallback(ticket: Ticket, change: Change, eventId: string, context: Context): Promise<void> {
    const told = await tell(ticket, change, eventId, context);
    if (!told) await tellOfCallback(notify, ticket, { change }, context);
  }

  return [
    react(TicketMovedIn, ({ id, data: { ticket } }, context) => tellOfNewCallback(ticket, 'moved', id, context)),
    react(TicketReopened, ({ id, data: { ticket } }, context) => tellOfNewCallback(ticket, 'reopened', id, context)),
    react(TicketClosed, async ({ id, data: { ticket } }, context) => void (await tell(ticket, 'closed', id, context))),
  ];
}
