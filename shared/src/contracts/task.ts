import { z } from 'zod';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { Id, PersonId, Slug, Timestamp } from './values.ts';

/**
 * Something a department has to do by hand: ring a citizen, reach one whose mail could not be delivered, tell one without
 * a mail address that the callback was moved, or write a letter to one who was never reached.
 */
export const Task = z.object({
  taskId: Id,
  departmentId: Slug,
  ticketId: Id,
  kind: z.enum(['callback', 'mail-undeliverable', 'callback-moved', 'letter']),
  state: z.enum(['open', 'claimed', 'done']),
  attempt: z.number().int().positive().optional(),
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  mailId: Id.optional(),
  openedAt: Timestamp,
  clerkId: PersonId.optional(),
  result: z.string().optional(),
  doneAt: Timestamp.optional(),
  neverOpen: z
    .literal(true)
    .optional()
    .describe('Settled before it was opened: nobody ever had to do it, no list has it'),
  settled: z
    .literal(true)
    .optional()
    .describe('Done by what was recorded of its ticket or mail elsewhere; nobody said so of the task itself'),
  erasedAt: ErasedAt,
  revision: z.number().int().positive(),
});
export type Task = z.infer<typeof Task>;

export const TaskAggregate = defineAggregate({
  name: 'task',
  stream: 'TASKS',
  state: Task,
  idOf: (task) => task.taskId,
  filter: (taskId) => `tasks.*.${taskId}.>`,
  subject: (task, token) => `tasks.${task.departmentId}.${task.taskId}.${token}`,
  subjects: 'tasks.*.*.>',
});

export const TaskOpened = defineEvent('TaskOpened', {
  version: 1,
  summary: 'A department has something to do by hand.',
  aggregate: TaskAggregate,
});

export const TaskClaimed = defineEvent('TaskClaimed', {
  version: 1,
  summary: 'A clerk does the task.',
  aggregate: TaskAggregate,
  data: { clerkId: PersonId },
});

export const TaskReturned = defineEvent('TaskReturned', {
  version: 1,
  summary: 'The clerk gave the task back: anybody in the department may do it.',
  aggregate: TaskAggregate,
  data: { clerkId: PersonId, why: z.string().optional() },
});

export const TaskDone = defineEvent('TaskDone', {
  version: 1,
  summary: 'The task is done, or no longer needed.',
  aggregate: TaskAggregate,
  data: { result: z.string() },
});

export const TaskErased = defineEvent('TaskErased', {
  version: 1,
  summary: 'Whom the task was about is forgotten: nobody has to do it any more.',
  aggregate: TaskAggregate,
  data: erasureData,
});
