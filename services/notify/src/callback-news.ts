import type { Ticket } from '@serviceportal/shared/contracts';
import type { Context } from '@serviceportal/shared/log';
import { contactsOf } from './contacts.ts';
import { callbackMovedMailOf, type CallbackNews } from './domain/ticket-mail.ts';
import { movedTaskOf } from './domain/ticket-task.ts';
import type { Notify } from './notify.ts';
import { openInBook } from './task-book.ts';

/**
 * The citizen is told once of each planning that the callback comes at another time: by a mail, or by a call that the
 * department is asked for.
 */
export async function tellOfCallback(
  notify: Notify,
  ticket: Ticket,
  news: CallbackNews,
  context: Context,
): Promise<void> {
  const { directory, queue, setting } = notify;
  // Another planning at the same time is no news.
  if (ticket.callbackAt === undefined || ticket.callbackAt === news.previously) return;
  if (ticket.citizen.email === undefined) return openInBook(notify, movedTaskOf(ticket), context);
  const draft = callbackMovedMailOf(ticket, news, await contactsOf(directory, ticket.departmentId), setting);
  if (draft) await queue.add(draft, context);
}
