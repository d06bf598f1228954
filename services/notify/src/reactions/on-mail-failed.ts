import { MailFailed } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { lookAgain } from '../delivery.ts';
import { openTask, undeliverableTaskOf } from '../domain/task.ts';
import { taskOpened } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** A mail that can't be delivered is a task for the department; one that may pass later gets its timer. */
export function onMailFailed(notify: Notify): Reaction {
  const { tasks, logger, now } = notify;
  return react(MailFailed, async ({ data: { mail, permanent } }, context) => {
    if (!permanent) return lookAgain(notify, mail.mailId, mail.revision);
    const draft = undeliverableTaskOf(mail, mail.revision);
    const { repeated } = await tasks.handle(draft.taskId, context, (current) => openTask(draft, current, now()));
    const { departmentId: department, kind, taskId, ticketId } = draft;
    if (!repeated) taskOpened(logger, { department, kind, taskId, ticketId });
  });
}
