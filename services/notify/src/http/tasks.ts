import { departmentsWithin, visibleTo } from '@serviceportal/shared/access';
import { Id, PersonId, Slug, Task } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId } from '@serviceportal/shared/identity';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { claimTask, finishTask, returnTask } from '../domain/task.ts';
import { taskDone, taskReturned } from '../facts.ts';
import type { Notify } from '../notify.ts';

const params = z.strictObject({ taskId: Id });
const TaskAnswer = Task.extend({ display: z.string().describe("The ticket's number as citizens read it") }).meta({
  id: 'Task',
});

function answerOf(task: Task): z.infer<typeof TaskAnswer> {
  return { ...task, display: displayTicketId(task.ticketId) };
}

/** What departments have to do by hand. */
export function taskOperations(notify: Notify): Operation[] {
  return [listing(notify), claiming(notify), returning(notify), finishing(notify)];
}

function listing({ lists }: Notify): Operation {
  return operation({
    name: 'tasks',
    method: 'get',
    path: '/tasks',
    command: 'tasks',
    summary: 'Tasks of departments, newest first',
    query: PageQuery.extend({ departmentId: Slug.optional(), state: Task.shape.state.optional() }),
    answers: { 200: z.object({ items: z.array(TaskAnswer), nextCursor: z.string().optional() }) },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { departmentId, state, ...page }, reach }) => {
    const departments = departmentsWithin(reach, departmentId);
    const { items, nextCursor } = await lists.tasks.page({ departments, state }, page);
    return { status: 200, body: { items: items.map(answerOf), nextCursor } };
  });
}

function claiming({ tasks }: Notify): Operation {
  return operation({
    name: 'claim-task',
    method: 'post',
    path: '/tasks/:taskId/claim',
    command: 'claim-task',
    summary: 'A clerk takes the task; the first one has it',
    params,
    body: z.strictObject({ clerkId: PersonId.optional() }),
    answers: { 200: z.object({ task: TaskAnswer }) },
    refusals: ['not-found', 'conflict', 'unprocessable'],
  }).handledBy(async ({ params: { taskId }, reach, ...asked }) => {
    const { state } = await tasks.handle(taskId, asked, (current, by) => claimTask(visibleTo(reach, current), by));
    return { status: 200, body: { task: answerOf(state) } };
  });
}

function returning({ tasks, logger }: Notify): Operation {
  return operation({
    name: 'return-task',
    method: 'post',
    path: '/tasks/:taskId/return',
    command: 'return-task',
    summary: 'The clerk who has the task gives it back: anybody in the department may claim it then',
    params,
    body: z.strictObject({ why: z.string().trim().min(1).max(1_000).optional(), clerkId: PersonId.optional() }),
    answers: { 200: z.object({ task: TaskAnswer }) },
    refusals: ['not-found', 'conflict', 'unprocessable'],
  }).handledBy(async ({ params: { taskId }, body: { why }, reach, ...asked }) => {
    const { state, repeated } = await tasks.handle(taskId, asked, (current, by) =>
      returnTask({ why }, visibleTo(reach, current), by),
    );
    const { departmentId: department, kind, ticketId } = state;
    if (!repeated) taskReturned(logger, { department, kind, taskId, ticketId });
    return { status: 200, body: { task: answerOf(state) } };
  });
}

function finishing({ tasks, logger, now }: Notify): Operation {
  return operation({
    name: 'finish-task',
    method: 'post',
    path: '/tasks/:taskId/done',
    command: 'finish-task',
    summary: 'The task is done; the result says how',
    params,
    body: z.strictObject({ result: z.string().trim().min(1).max(10_000), clerkId: PersonId.optional() }),
    answers: { 200: z.object({ task: TaskAnswer }) },
    refusals: ['not-found', 'conflict', 'unprocessable'],
  }).handledBy(async ({ params: { taskId }, body: { result }, reach, ...asked }) => {
    const { state, repeated } = await tasks.handle(taskId, asked, (current, by) =>
      finishTask({ result }, visibleTo(reach, current), by, now()),
    );
    const { departmentId: department, kind, ticketId } = state;
    if (!repeated) taskDone(logger, { department, kind, taskId, ticketId });
    return { status: 200, body: { task: answerOf(state) } };
  });
}
