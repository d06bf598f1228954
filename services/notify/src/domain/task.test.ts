import { describe, expect, it } from '@jest/globals';
import { type Task, TaskClaimed, TaskDone, TaskOpened, TaskReturned } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { ticketOf } from '../../test/city.ts';
import { claimTask, finishTask, openTask, returnTask, settleTask, type TaskDraft } from './task.ts';
import { callbackTaskOf } from './ticket-task.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T08:00:00+01:00[Europe/Berlin]');
const ticket = ticketOf({ phone: '+4915112345678' }, { callbackDue: 1 });
const draft = callbackTaskOf(ticket);
const desk: Actor = { type: 'service', id: 'tickets' };
const open = after(openTask(draft, undefined, now))!;
const claimed = after(claimTask(open, clerk('k-weber')))!;
const done = after(finishTask({ result: 'erreicht' }, claimed, clerk('k-weber'), now))!;

function clerk(id: string): Actor {
  return { type: 'clerk', id };
}

/** The state a decision leads to; `undefined` where it leads to none. */
function after(decision: Decision<Task>): Task | undefined {
  return decision === alreadyDone || decision instanceof Refusal ? undefined : decision.state;
}

describe('a task', () => {
  it('is one for each time a callback became due', () => {
    expect(callbackTaskOf({ ...ticket, state: 'taken' }).taskId).toBe(draft.taskId);
    expect(callbackTaskOf({ ...ticket, callbackDue: 2 }).taskId).not.toBe(draft.taskId);
    expect(callbackTaskOf({ ...ticket, ticketId: '7K3Q9F2M' }).taskId).not.toBe(draft.taskId);
  });

  it('goes to the first clerk who claims it', () => {
    expect(claimTask(open, clerk('k-weber'))).toMatchObject({ contract: TaskClaimed, state: { clerkId: 'k-weber' } });
    expect(claimTask(claimed, clerk('k-weber'))).toBe(alreadyDone);
    expect(claimTask(claimed, clerk('m-yilmaz'))).toMatchObject({ code: 'conflict' });
    expect(claimTask(done, clerk('m-yilmaz'))).toMatchObject({ code: 'conflict' });
    expect(claimTask(open, desk)).toMatchObject({ code: 'invalid', errors: [{ path: 'clerkId' }] });
    expect(claimTask(undefined, clerk('m-yilmaz'))).toMatchObject({ code: 'not-found' });
  });

  it('is finished by who has it, or by anyone while nobody has it', () => {
    expect(finishTask({ result: 'erreicht' }, open, clerk('m-yilmaz'), now)).toMatchObject({
      contract: TaskDone,
      state: { state: 'done', clerkId: 'm-yilmaz', result: 'erreicht' },
    });
    expect(finishTask({ result: 'erreicht' }, claimed, desk, now)).toMatchObject({ state: { clerkId: 'k-weber' } });
    expect(finishTask({ result: 'erreicht' }, claimed, clerk('m-yilmaz'), now)).toMatchObject({ code: 'conflict' });
    expect(finishTask({ result: 'erreicht' }, done, desk, now)).toBe(alreadyDone);
    expect(finishTask({ result: 'erreicht' }, undefined, desk, now)).toMatchObject({ code: 'not-found' });
  });

  it('that is done keeps its result, and says so to whoever comes with another', () => {
    expect(finishTask({ result: 'anders' }, done, clerk('k-weber'), now)).toMatchObject({ code: 'conflict' });
    // A clerk may use one of the words that stand for what was recorded elsewhere.
    const inOurWords = after(finishTask({ result: 'no-answer' }, claimed, clerk('k-weber'), now))!;
    expect(finishTask({ result: 'nicht da' }, inOurWords, clerk('k-weber'), now)).toMatchObject({ code: 'conflict' });
    const settled = after(settleTask(draft, 'no-answer', claimed, now));
    expect(finishTask({ result: 'nicht da' }, settled, clerk('k-weber'), now)).toBe(alreadyDone);
  });

  it('is given back by who has it, for anybody to claim', () => {
    const returned = returnTask({ why: 'krank' }, claimed, clerk('k-weber'));
    expect(returned).toMatchObject({
      contract: TaskReturned,
      state: { state: 'open' },
      extra: { clerkId: 'k-weber', why: 'krank' },
    });
    expect(after(returned)).not.toHaveProperty('clerkId');
    expect(claimTask(after(returned), clerk('m-yilmaz'))).toMatchObject({ contract: TaskClaimed });
    expect(returnTask({}, claimed, clerk('m-yilmaz'))).toMatchObject({ code: 'conflict' });
    expect(returnTask({}, done, clerk('k-weber'))).toMatchObject({ code: 'conflict' });
    expect(returnTask({}, open, clerk('k-weber'))).toBe(alreadyDone);
    expect(returnTask({}, claimed, desk)).toMatchObject({ code: 'invalid', errors: [{ path: 'clerkId' }] });
    expect(returnTask({}, undefined, clerk('k-weber'))).toMatchObject({ code: 'not-found' });
  });

  it('opens once and carries no word of the citizen', () => {
    expect(openTask(draft, undefined, now)).toMatchObject({ contract: TaskOpened });
    for (const task of [open, claimed, done]) expect(openTask(draft, task, now)).toBe(alreadyDone);
    expect(JSON.stringify(open)).not.toMatch(/Mustermann|4915112345678/);
  });
});

type Seen = { event: 'due' | 'settled'; plan: number };

/** What became of all tasks after the events came in this order. */
function tasksAfter(events: Seen[]): Map<string, Task['state']> {
  const tasks = new Map<string, Task>();
  for (const { event, plan } of events) {
    const draftOf: TaskDraft = callbackTaskOf({ ...ticket, callbackDue: plan });
    const current = tasks.get(draftOf.taskId);
    const decision = event === 'due' ? openTask(draftOf, current, now) : settleTask(draftOf, 'no-answer', current, now);
    const next = after(decision);
    if (next) tasks.set(draftOf.taskId, next);
  }
  return new Map([...tasks].sort().map(([id, { state }]) => [id, state]));
}

describe('callbacks that are due and settled', () => {
  it('leave the same tasks in every order and however often they are seen', () => {
    const story = fc
      .array(fc.boolean(), { minLength: 1, maxLength: 5 })
      .map((settled) =>
        settled.flatMap((isSettled, index): Seen[] => [
          { event: 'due', plan: index + 1 },
          ...(isSettled ? [{ event: 'settled' as const, plan: index + 1 }] : []),
        ]),
      );
    const seen = story.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 }),
      ),
    );
    fc.assert(fc.property(seen, ([events, shuffled]) => expect(tasksAfter(shuffled)).toEqual(tasksAfter(events))));
  });
});
