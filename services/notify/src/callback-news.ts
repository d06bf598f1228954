import type { Ticket } from '@serviceportal/shared/contracts';
import type { Context } from '@serviceportal/shared/log';
import { contactsOf } from './contacts.ts';
import { callbackMovedMailOf, type CallbackNews } from './domain/ticket-mail.ts';
import { movedTaskOf } from './domain/ticket-task.ts';
import { isNewNumber, isNewWindow, type Told } from './domain/told.ts';
import type { Notify } from './notify.ts';
import { openInBook } from './task-book.ts';

/**
 * The citizen is told once of each planning where the callback is not as they were told: by a mail, which names the
 * department's number too, or by a call that the department is asked for, where the window is another. What a clerk
 * `agreed` on with them needs no call, nor does a concern that is open again: nobody waits at an older time.
 */
export async function tellOfCallback(
  notify: Notify,
  ticket: Ticket,
  told: Told & Pick<CallbackNews, 'change'> & { readonly agreed?: boolean },
  context: Context,
): Promise<void> {
  const { directory, queue, setting } = notify;
  if (ticket.callbackAt === undefined) return;
  const newWindow = isNewWindow(ticket, told);
  if (ticket.citizen.email === undefined) {
    if (newWindow && !told.agreed && told.change !== 'reopened') await openInBook(notify, movedTaskOf(ticket), context);
    return;
  }
  const contacts = await contactsOf(directory, ticket.departmentId);
  if (!newWindow && !isNewNumber(contacts.departmentNumber, told)) return;
  const news = { change: told.change, previously: told.callbackAt };
  const draft = callbackMovedMailOf(ticket, news, contacts, setting);
  if (draft) await queue.add(draft, context);
}
