import { DURABLES, MailAggregate, TaskAggregate } from '@serviceportal/shared/contracts';
import { type PersonRecords, readRecord, standingIn } from '@serviceportal/shared/person';
import { byPerson, idsOf } from '@serviceportal/shared/view';
import type { Erasing } from './erasing.ts';
import type { Notify } from './notify.ts';

/** A person's mails, by their address, their tickets and their calls, and what departments had to do for them. */
export function personRecords({ log, view }: Notify, erasing: Erasing): PersonRecords[] {
  return [
    {
      kind: 'mail',
      view: DURABLES.notifyViewMails,
      find({ email, until, ticketIds, callIds }) {
        const either = [
          ...byPerson('citizen', { email, until }),
          ...(ticketIds.length > 0 ? [{ 'content.ticketId': { $in: ticketIds } }] : []),
          ...(callIds.length > 0 ? [{ 'content.callId': { $in: callIds } }] : []),
        ];
        return either.length === 0 ? Promise.resolve([]) : idsOf(view, 'mails', { $or: either });
      },
      read: (mailId) => readRecord(log, 'mail', MailAggregate, mailId),
      ...standingIn(log, MailAggregate),
      async erase(mailId, context) {
        await erasing.mail(mailId, 'asked', context);
        return 'erased';
      },
    },
    {
      kind: 'task',
      view: DURABLES.notifyViewTasks,
      find({ ticketIds }) {
        return ticketIds.length === 0 ? Promise.resolve([]) : idsOf(view, 'tasks', { ticketId: { $in: ticketIds } });
      },
      read: (taskId) => readRecord(log, 'task', TaskAggregate, taskId),
      ...standingIn(log, TaskAggregate),
      async erase(taskId, context) {
        await erasing.task(taskId, 'asked', context);
        return 'erased';
      },
    },
  ];
}
