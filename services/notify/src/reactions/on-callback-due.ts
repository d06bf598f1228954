import { CallbackDue } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { callbackTaskOf } from '../domain/ticket-task.ts';
import type { Notify } from '../notify.ts';
import { openInBook } from '../task-book.ts';

/** The agreed time has come: the department gets one task to ring the citizen. */
export function onCallbackDue(notify: Notify): Reaction {
  return react(CallbackDue, ({ data: { ticket } }, context) => openInBook(notify, callbackTaskOf(ticket), context));
}
