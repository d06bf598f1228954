import {
  AttemptResult,
  type Mail,
  type Task,
  TaskClaimed,
  TaskDone,
  TaskOpened,
  TaskReturned,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { undeliverableTaskIdOf } from './ids.ts';
import { isTicketContent } from './mail-content.ts';
import { type Now, timestampOf } from './moment.ts';
import { WITHDRAWN } from './withdrawal.ts';

/** A task as its cause describes it. */
export type TaskDraft = Omit<Task, 'state' | 'openedAt' | 'clerkId' | 'result' | 'doneAt' | 'revision'>;

/** How a task ends where nobody says it in words: by what was recorded of its ticket or mail elsewhere. */
export const TASK_RESULTS = [
  ...AttemptResult.options,
  ...(['planned-anew', 'due', 'answered', 'closed', 'moved', 'merged', 'sent-again'] as const),
] as const;
export type TaskResult = (typeof TASK_RESULTS)[number];

/**
 * A mail about a Vormerkung can't reach the citizen: the department has to, in another way. Nobody has to for others: of
 * articles there is no Vormerkung, and an office is not rung about its own.
 */
export function undeliverableTaskOf({ mailId, content, reply }: Mail, failedRevision: number): TaskDraft | undefined {
  // Whoever took back the consent wants no news, on no other way either.
  if (reply?.kind === WITHDRAWN) return undefined;
  if (!isTicketContent(content)) return undefined;
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
export function settleTask(draft: TaskDraft, result: TaskResult, current: Task | undefined, now: Now): Decision<Task> {
  if (current?.state === 'done') return alreadyDone;
  const at = timestampOf(now);
  const task = current ?? { ...draft, openedAt: at, neverOpen: true as const };
  return happened(TaskDone, { ...task, state: 'done', result, doneAt: at, settled: true }, { result });
}

/** The first clerk gets it. */
export function claimTask(current: Task | undefined, actor: Actor): Decision<Task> {
  if (actor.type !== 'clerk') return missingClerk();
  if (!current) return unknownTask();
  const clerkId = actor.id;
  if (current.state === 'done') return refuse('conflict', 'The task is done already.');
  if (current.clerkId === clerkId) return alreadyDone;
  if (current.state === 'claimed') return refuse('conflict', 'Another clerk has the task.');
  return happened(TaskClaimed, { ...current, state: 'claimed', clerkId }, { clerkId });
}

/** Whoever has it gives it back: anybody in the department may claim it then. */
export function returnTask({ why }: { why?: string }, current: Task | undefined, actor: Actor): Decision<Task> {
  if (actor.type !== 'clerk') return missingClerk();
  if (!current) return unknownTask();
  if (current.state === 'done') return refuse('conflict', 'The task is done already.');
  if (current.state === 'open') return alreadyDone;
  if (current.clerkId !== actor.id) return refuse('conflict', 'Another clerk has the task.');
  const { clerkId, ...rest } = current;
  return happened(TaskReturned, { ...rest, state: 'open' }, { clerkId, why });
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
  if (current.state === 'done') {
    // What it was for may have been recorded elsewhere while the clerk typed; but no clerk's words replace another's.
    return current.settled || current.result === result ? alreadyDone : refuse('conflict', 'The task is done already.');
  }
  if (current.clerkId !== undefined && clerkId !== undefined && current.clerkId !== clerkId) {
    return refuse('conflict', 'Another clerk has the task.');
  }
  const done = { ...current, state: 'done' as const, clerkId: current.clerkId ?? clerkId, result };
  return happened(TaskDone, { ...done, doneAt: timestampOf(now) }, { result });
}

function missingClerk() {
  return refuse('invalid', 'clerkId is missing', [{ path: 'clerkId', message: 'is missing' }]);
}

function unknownTask() {
  return refuse('not-found', 'There is no task with this id.');
}
