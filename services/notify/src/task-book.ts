import type { Context } from '@serviceportal/shared/log';
import { openTask, settleTask, type TaskDraft, type TaskResult } from './domain/task.ts';
import type { TaskToSettle } from './domain/ticket-task.ts';
import { taskDone, taskOpened } from './facts.ts';
import type { Notify } from './notify.ts';

/** Opens the task unless there is or was one. */
export async function openInBook({ tasks, logger, now }: Notify, draft: TaskDraft, context: Context): Promise<void> {
  const { taskId, departmentId: department, kind, ticketId } = draft;
  const { repeated } = await tasks.handle(taskId, context, (current) => openTask(draft, current, now()));
  if (!repeated) taskOpened(logger, { department, kind, taskId, ticketId });
}

/** Settles the task; one that isn't there yet, only where it is expected: then it is never open. */
export async function settleInBook(
  { tasks, logger, now }: Notify,
  { draft, expected }: TaskToSettle,
  result: TaskResult,
  context: Context,
): Promise<void> {
  const { taskId, departmentId: department, kind, ticketId } = draft;
  if (!expected && !(await tasks.load(taskId))) return;
  const { repeated } = await tasks.handle(taskId, context, (current) => settleTask(draft, result, current, now()));
  if (!repeated) taskDone(logger, { department, kind, taskId, ticketId });
}
