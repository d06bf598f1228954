import {
  CallbackAttempted,
  CallbackPlanned,
  TicketAnswered,
  TicketClosed,
  TicketMerged,
  TicketMovedOut,
} from '@serviceportal/shared/contracts';
import { type Context, react, type Reaction } from '@serviceportal/shared/log';
import type { TaskResult } from '../domain/task.ts';
import { settledByAttempt, settledByPlanning, tasksSettled, type TaskToSettle } from '../domain/ticket-task.ts';
import type { Notify } from '../notify.ts';
import { settleInBook } from '../task-book.ts';

/**
 * The citizen was rung, is rung at another time, was answered, or the concern is closed, merged or another department's:
 * nobody needs to be reminded any more of what was to be done until then.
 */
export function onTicketSettled(notify: Notify): Reaction[] {
  async function settle(tasks: TaskToSettle[], result: TaskResult, context: Context): Promise<void> {
    for (const task of tasks) await settleInBook(notify, task, result, context);
  }

  return [
    react(CallbackAttempted, ({ data }, context) => settle(settledByAttempt(data.ticket), data.result, context)),
    react(CallbackPlanned, ({ data }, context) =>
      settle(settledByPlanning(data.ticket, data.previously), 'planned-anew', context),
    ),
    react(TicketAnswered, ({ data }, context) => settle(tasksSettled(data.ticket), 'answered', context)),
    react(TicketClosed, ({ data }, context) => settle(tasksSettled(data.ticket), 'closed', context)),
    react(TicketMovedOut, ({ data }, context) => settle(tasksSettled(data.ticket), 'moved', context)),
    react(TicketMerged, ({ data }, context) => settle(tasksSettled(data.ticket), 'merged', context)),
  ];
}
