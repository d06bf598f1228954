import type { ErasureReason } from '@serviceportal/shared/contracts';
import type { Decision } from '@serviceportal/shared/decision';
import type { Aggregates, Context } from '@serviceportal/shared/log';
import type { Temporal } from '@serviceportal/shared/time';
import { agedIds } from '@serviceportal/shared/view';
import { eraseAgedMail, eraseAgedTask, eraseMail, eraseTask } from './domain/erasure.ts';
import { timestampOf } from './domain/moment.ts';
import type { Notify } from './notify.ts';

/** Where mails and tasks are erased: each by its marker, which the reaction to it makes true. Nothing where there is none. */
export interface Erasing {
  mail(mailId: string, why: ErasureReason, context: Context): Promise<void>;
  task(taskId: string, why: ErasureReason, context: Context): Promise<void>;
  /** Erases those that are older, resp. were done before then; gives the number. */
  agedMails(before: Temporal.Instant): Promise<number>;
  agedTasks(before: Temporal.Instant): Promise<number>;
}

export function createErasing({ mails, tasks, view, log, now }: Notify): Erasing {
  const at = () => timestampOf(now());

  /** Whether it was erased just now. */
  async function erase<State extends { erasedAt?: string | undefined }>(
    aggregates: Aggregates<State>,
    id: string,
    context: Context,
    decide: (state: State | undefined) => Decision<State>,
  ): Promise<boolean> {
    if (!(await aggregates.load(id))) return false;
    const { state, repeated } = await aggregates.erase(id, context, decide);
    return !repeated && state.erasedAt !== undefined;
  }

  const aged = (id: string): Context => {
    return { cause: { id: `retention:${id}` }, actor: { type: 'service', id: log.service } };
  };

  return {
    async mail(mailId, why, context) {
      await erase(mails, mailId, context, (mail) => eraseMail(mail, at(), why));
    },
    async task(taskId, why, context) {
      await erase(tasks, taskId, context, (task) => eraseTask(task, at(), why));
    },
    async agedMails(before) {
      let erased = 0;
      for (const mailId of await agedIds(view, 'mails', before)) {
        if (await erase(mails, mailId, aged(mailId), (mail) => eraseAgedMail(mail, before, at()))) erased += 1;
      }
      return erased;
    },
    async agedTasks(before) {
      let erased = 0;
      for (const taskId of await agedIds(view, 'tasks', before, { state: 'done' })) {
        if (await erase(tasks, taskId, aged(taskId), (task) => eraseAgedTask(task, before, at()))) erased += 1;
      }
      return erased;
    },
  };
}
