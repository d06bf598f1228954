import { CallbackDue } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { callbackTaskOf, settledByDue } from '../domain/ticket-task.ts';
import type { Notify } from '../notify.ts';
import { openInBook, settleInBook } from '../task-book.ts';

/** The agreed time has come: the department gets one task to ring the citizen, and needs not tell them of it any more. */
export function onCallbackDue(notify: Notify): Reaction {
  return react(CallbackDue, async ({ data: { ticket } }, context) => {
    await openInBook(notify, callbackTaskOf(ticket), context);
    for (const task of settledByDue(ticket)) await settleInBook(notify, task, 'due', context);
  });
}
