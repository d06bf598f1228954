import { MailQueued } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Delivery } from '../delivery.ts';
import { settleTask, undeliverableTaskOf } from '../domain/task.ts';
import { taskDone } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** A mail is to be sent. One that somebody sends again by hand needs no other way to the citizen for now. */
export function onMailQueued({ tasks, logger, now }: Notify, delivery: Delivery): Reaction {
  return react(MailQueued, async ({ data: { mail, retriedFailure } }, context) => {
    if (retriedFailure !== undefined) {
      const draft = undeliverableTaskOf(mail, retriedFailure);
      const { repeated } = await tasks.handle(draft.taskId, context, (current) =>
        settleTask(draft, 'sent-again', current, now()),
      );
      const { departmentId: department, kind, taskId, ticketId } = draft;
      if (!repeated) taskDone(logger, { department, kind, taskId, ticketId });
    }
    await delivery.deliver(mail.mailId, mail.revision, context);
  });
}
