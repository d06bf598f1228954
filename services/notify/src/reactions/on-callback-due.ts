import { CallbackDue } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { callbackTaskOf, openTask } from '../domain/task.ts';
import { taskOpened } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** The agreed time has come: the department gets one task to ring the citizen. */
export function onCallbackDue({ tasks, logger, now }: Notify): Reaction {
  return react(CallbackDue, async ({ data: { ticket } }, context) => {
    const draft = callbackTaskOf(ticket);
    const { repeated } = await tasks.handle(draft.taskId, context, (current) => openTask(draft, current, now()));
    const { departmentId: department, kind, taskId, ticketId } = draft;
    if (!repeated) taskOpened(logger, { department, kind, taskId, ticketId });
  });
}
