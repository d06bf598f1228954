import { CallbackAttempted } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { contactsOf } from '../contacts.ts';
import { callbackMissedMailOf } from '../domain/ticket-mail.ts';
import { letterTaskOf } from '../domain/ticket-task.ts';
import type { Notify } from '../notify.ts';
import { openInBook } from '../task-book.ts';

/** Nobody was reached for the last time: the citizen gets a mail how to go on, or the department a letter to write. */
export function onCallbackAttempted(notify: Notify): Reaction {
  const { directory, queue, setting } = notify;
  return react(CallbackAttempted, async ({ data: { ticket, triesUsedUp } }, context) => {
    if (!triesUsedUp) return;
    if (ticket.citizen.email === undefined) return openInBook(notify, letterTaskOf(ticket), context);
    const draft = callbackMissedMailOf(ticket, await contactsOf(directory, ticket.departmentId), setting);
    if (draft) await queue.add(draft, context);
  });
}
