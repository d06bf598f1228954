import { happened, type Happened } from '../../decision.ts';
import { type Mail, MailErased, MailFailed, MailQueued, MailSendStarted, MailSent } from '../mail.ts';
import { type Task, TaskClaimed, TaskDone, TaskErased, TaskOpened, TaskReturned } from '../task.ts';
import { max } from './people.ts';

const queued: Omit<Mail, 'revision'> = {
  mailId: 'a2c4e6f8-1b3d-8f5a-9c7e-0d2f4b6a8c10',
  state: 'queued',
  template: 'ticket-answer',
  citizen: max,
  content: {
    ticketId: '0X8M4T6P',
    departmentId: 'standesamt',
    departmentName: 'Standesamt',
    departmentNumber: '02151 86-2351',
    hotlineNumber: '02151 86-0',
    cityName: 'Musterstadt',
    answerBy: 'email',
    promiseBy: '2026-11-25T11:00:00+01:00',
    answer: 'Ja. Die Eheurkunde bestellen Sie auf der Seite des Standesamts.',
  },
  messageId: '<a2c4e6f8-1b3d-8f5a-9c7e-0d2f4b6a8c10@example.org>',
  inReplyTo: '<b1d3f5a7-2c4e-8a6b-8d0f-1e3a5c7b9d20@example.org>',
  queuedAt: '2026-11-24T10:00:00+01:00',
  tries: 0,
};

const sending = {
  ...queued,
  state: 'sending' as const,
  tries: 1,
  lease: { by: 'notify-1', until: '2026-11-24T10:02:00+01:00' },
};

const tempfail = { code: 451, kind: 'temporary' };

const task: Omit<Task, 'revision'> = {
  taskId: 'c3d5e7f9-3a5b-8c7d-8e9f-2a4b6c8d0e30',
  departmentId: 'standesamt',
  ticketId: '7K3Q9F2M',
  kind: 'callback',
  state: 'open',
  attempt: 1,
  callbackAt: '2026-11-24T09:00:00+01:00',
  callbackUntil: '2026-11-24T11:00:00+01:00',
  openedAt: '2026-11-24T09:00:00+01:00',
};

/** One of each event of a mail and of a task. */
export const mailSamples: Happened<unknown>[] = [
  happened(MailQueued, queued),
  happened(MailSendStarted, sending),
  happened(MailSent, {
    ...queued,
    state: 'sent',
    tries: 1,
    sentAt: '2026-11-24T10:00:02+01:00',
    reply: { code: 250, kind: 'accepted' },
  }),
  happened(
    MailFailed,
    { ...queued, state: 'retrying', tries: 1, nextTryAt: '2026-11-24T10:05:00+01:00', reply: tempfail },
    { permanent: false, reply: tempfail },
  ),
  happened(
    MailErased,
    {
      ...queued,
      ...{ state: 'failed', citizen: {}, reply: { kind: 'erased' }, erasedAt: '2026-12-01T09:00:00+01:00' },
      content: { ...queued.content, answer: undefined },
    },
    { why: 'asked' },
  ),
  happened(TaskOpened, task),
  happened(TaskClaimed, { ...task, state: 'claimed', clerkId: 'bernd' }, { clerkId: 'bernd' }),
  happened(TaskReturned, task, { clerkId: 'bernd', why: 'Krank' }),
  happened(
    TaskDone,
    { ...task, state: 'done', clerkId: 'bernd', result: 'reached', doneAt: '2026-11-24T09:10:00+01:00' },
    { result: 'reached' },
  ),
  happened(
    TaskErased,
    {
      ...task,
      state: 'done',
      clerkId: 'bernd',
      result: 'reached',
      doneAt: '2026-11-24T09:10:00+01:00',
      erasedAt: '2026-12-01T09:00:00+01:00',
    },
    { why: 'asked' },
  ),
];
