import {
  codeOnly,
  type ErasureReason,
  type Mail,
  type MailContent,
  MailErased,
  type Task,
  TaskErased,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import { isArticlesContent, isOfficeContent } from './mail-content.ts';
import { TASK_RESULTS } from './task.ts';

/** A mail's marker, listed field by field. One that was not sent yet is given up: nobody gets it any more. */
export function eraseMail(mail: Mail | undefined, at: string, why: ErasureReason): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  const { mailId, template, messageId, inReplyTo, queuedAt, tries, sentAt, reply } = mail;
  const isOver = mail.state === 'sent' || mail.state === 'failed';
  const marker = {
    ...{ mailId, template, messageId, inReplyTo, queuedAt, tries, sentAt },
    state: isOver ? mail.state : ('failed' as const),
    reply: isOver ? reply : { kind: 'erased' },
    citizen: {},
    content: withoutWords(mail.content),
    erasedAt: at,
  };
  return happened(MailErased, marker, { why });
}

/** What an office is told are ids, times and numbers from the start. */
function withoutWords(content: MailContent): MailContent {
  if (isOfficeContent(content)) return content;
  if (!isArticlesContent(content)) return { ...content, answer: undefined };
  return { ...content, articles: content.articles.map((article) => ({ ...article, body: '' })) };
}

/** The time for keeping the mail is over; done already where it is not. */
export function eraseAgedMail(mail: Mail | undefined, before: Temporal.Instant, at: string): Decision<Mail> {
  if (mail && Temporal.Instant.compare(mail.queuedAt, before) >= 0) return alreadyDone;
  return eraseMail(mail, at, 'age');
}

/** A task's marker, listed field by field; nobody has to do it any more. */
export function eraseTask(task: Task | undefined, at: string, why: ErasureReason): Decision<Task> {
  if (!task) return refuse('not-found', 'There is no task with this id.');
  const { taskId, departmentId, ticketId, kind, attempt, callbackAt, callbackUntil, mailId, openedAt, clerkId } = task;
  const isDone = task.state === 'done';
  const marker = {
    ...{ taskId, departmentId, ticketId, kind, attempt, callbackAt, callbackUntil, mailId, openedAt, clerkId },
    state: 'done' as const,
    doneAt: isDone ? task.doneAt : at,
    result: isDone ? codeOnly(task.result, TASK_RESULTS) : 'erased',
    erasedAt: at,
  };
  return happened(TaskErased, marker, { why });
}

/** The time for keeping the task is over; done already where it is not, or where it is still to be done. */
export function eraseAgedTask(task: Task | undefined, before: Temporal.Instant, at: string): Decision<Task> {
  const doneAt = task?.doneAt;
  if (task && (doneAt === undefined || Temporal.Instant.compare(doneAt, before) >= 0)) return alreadyDone;
  return eraseTask(task, at, 'age');
}
