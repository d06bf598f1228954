import { CallbackAttempted, type Ticket, TicketAnswered, TicketClosed } from '@serviceportal/shared/contracts';
import { type Context, react, type Reaction } from '@serviceportal/shared/log';
import { callbackTaskOf, settleTask } from '../domain/task.ts';
import { taskDone } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** The citizen was rung, answered, or the concern is closed: nobody needs to be reminded of that callback any more. */
export function onTicketSettled({ tasks, logger, now }: Notify): Reaction[] {
  async function settle(ticket: Ticket, result: string, context: Context): Promise<void> {
    // No callback has become due so far, so there is no task and this event won't meet one.
    if (ticket.callbackDue === 0) return;
    const draft = callbackTaskOf(ticket);
    const { repeated } = await tasks.handle(draft.taskId, context, (current) =>
      settleTask(draft, result, current, now()),
    );
    const { departmentId: department, kind, taskId, ticketId } = draft;
    if (!repeated) taskDone(logger, { department, kind, taskId, ticketId });
  }

  return [
    react(CallbackAttempted, ({ data }, context) => settle(data.ticket, data.result, context)),
    react(TicketAnswered, ({ data }, context) => settle(data.ticket, 'answered', context)),
    react(TicketClosed, ({ data }, context) => settle(data.ticket, 'closed', context)),
  ];
}
