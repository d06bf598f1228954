import { type Mail, type Task, TaskClaimed, TaskDone, TaskOpened, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { callbackTaskIdOf, undeliverableTaskIdOf } from './ids.ts';
import { type Now, timestampOf } from './moment.ts';

/** A task as its cause describes it. */
export type TaskDraft = Omit<Task, 'state' | 'openedAt' | 'clerkId' | 'result' | 'doneAt' | 'revision'>;

/** Ring the citizen now. */
export function callbackTaskOf(ticket: Ticket): TaskDraft {
  const { ticketId, departmentId, callbackDue, callbackAt, callbackUntil } = ticket;
  return {
    taskId: callbackTaskIdOf(ticket),
    departmentId,
    ticketId,
    kind: 'callback',
    attempt: callbackDue,
    callbackAt,
    callbackUntil,
  };
}

/** A mail can't reach the citizen: the department has to, in another way. */
export function undeliverableTaskOf({ mailId, content }: Mail, failedRevision: number): TaskDraft {
  const { departmentId, ticketId } = content;
  return {
    taskId: undeliverableTaskIdOf(mailId, failedRevision),
    departmentId,
    ticketId,
    kind: 'mail-undeliverable',
    mailId,
  };
}

export function openTask(draft: TaskDraft, current: Task | undefined, now: Now): Decision<Task> {
  // Also when it was settled before it was opened: events come in any order, and what is settled stays so.
  if (current) return alreadyDone;
  return happened(TaskOpened, { ...draft, state: 'open', openedAt: timestampOf(now) });
}

/** What the task was for has happened. Comes it before the opening, the task begins as done and is never open. */
export function settleTask(draft: TaskDraft, result: string, current: Task | undefined, now: Now): Decision<Task> {
  if (current?.state === 'done') return alreadyDone;
  const at = timestampOf(now);
  const task = current ?? { ...draft, openedAt: at };
  return happened(TaskDone, { ...task, state: 'done', result, doneAt: at }, { result });
}

/** The first clerk gets it. */
export function claimTask(current: Task | undefined, actor: Actor): Decision<Task> {
  if (!current) return unknownTask();
  if (actor.type !== 'clerk')
    return refuse('invalid', 'clerkId is missing', [{ path: 'clerkId', message: 'is missing' }]);
  const clerkId = actor.id;
  if (current.state === 'done') return refuse('conflict', 'The task is done already.');
  if (current.clerkId === clerkId) return alreadyDone;
  if (current.state === 'claimed') return refuse('conflict', 'Another clerk has the task.');
  return happened(TaskClaimed, { ...current, state: 'claimed', clerkId }, { clerkId });
}

/** A clerk did it; who has it stays with it. A task somebody else works on isn't anyone's to finish. */
export function finishTask(
  { result }: { result: string },
  current: Task | undefined,
  actor: Actor,
  now: Now,
): Decision<Task> {
  if (!current) return unknownTask();
  const clerkId = actor.type === 'clerk' ? actor.id : undefined;
  // What it was for may have been recorded elsewhere while the clerk typed.
  if (current.state === 'done') return alreadyDone;
  if (current.clerkId !== undefined && clerkId !== undefined && current.clerkId !== clerkId) {
    return refuse('conflict', 'Another clerk has the task.');
  }
  const done = { ...current, state: 'done' as const, clerkId: current.clerkId ?? clerkId, result };
  return happened(TaskDone, { ...done, doneAt: timestampOf(now) }, { result });
}

function unknownTask() {
  return refuse('not-found', 'There is no task with this id.');
}
