import { describe, expect, it } from '@jest/globals';
import type { Attempt, Task, Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { ticketOf } from '../../test/city.ts';
import { openTask, settleTask, type TaskDraft } from './task.ts';
import {
  callbackTaskOf,
  letterTaskOf,
  movedTaskOf,
  settledByAttempt,
  settledByDue,
  settledByPlanning,
  tasksSettled,
  type TaskToSettle,
} from './ticket-task.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T08:00:00+01:00[Europe/Berlin]');
const phoneOnly = { name: 'Erika Mustermann', phone: '+4915112345678' };
const fresh = ticketOf(phoneOnly, { ticketId: '7K3Q9F2M' });

/** What an event of the ticket does to the tasks. */
interface Effect {
  readonly opens?: TaskDraft;
  readonly settles?: TaskToSettle[];
}
interface Step {
  readonly ticket: Ticket;
  readonly effect: Effect;
}

const attempt = (result: Attempt['result'], nextAt?: string): Attempt => ({
  at: '2026-11-24T08:10:00+01:00',
  clerkId: 'k-weber',
  result,
  nextAt,
});
const nextAt = (plan: number) => `2026-12-${String(plan).padStart(2, '0')}T08:00:00+01:00`;
const plannedAnew = (ticket: Ticket): Ticket => {
  const callbackPlan = ticket.callbackPlan + 1;
  return { ...ticket, callbackPlan, callbackAt: nextAt(callbackPlan) };
};
const end = (ticket: Ticket): Step => ({ ticket, effect: { settles: tasksSettled(ticket) } });

/** What can happen to a ticket in work, as the tickets service would write it and the reactions here read it. */
const STEPS = {
  due: (before: Ticket): Step => {
    const ticket = { ...before, callbackDue: before.callbackPlan };
    return { ticket, effect: { opens: callbackTaskOf(ticket), settles: settledByDue(ticket) } };
  },
  noAnswer: (before: Ticket): Step => {
    const planned = plannedAnew(before);
    const ticket = { ...planned, attempts: [...before.attempts, attempt('no-answer', planned.callbackAt)] };
    return { ticket, effect: { settles: settledByAttempt(ticket) } };
  },
  givenUp: (before: Ticket): Step => {
    const ticket = { ...before, callbackAt: undefined, attempts: [...before.attempts, attempt('no-answer')] };
    return { ticket, effect: { settles: settledByAttempt(ticket), opens: letterTaskOf(ticket) } };
  },
  reached: (before: Ticket): Step => {
    const ticket = { ...before, callbackAt: undefined, attempts: [...before.attempts, attempt('reached')] };
    return { ticket, effect: { settles: settledByAttempt(ticket) } };
  },
  /** Another ticket's earlier callback takes the place of this one's: nothing here hears of it. */
  absorbed: (before: Ticket): Step => ({ ticket: plannedAnew(before), effect: {} }),
  planned: (before: Ticket): Step => {
    const ticket = plannedAnew(before);
    return { ticket, effect: { settles: settledByPlanning(ticket, before.callbackAt), opens: movedTaskOf(ticket) } };
  },
  movedOut: end,
  movedIn: (before: Ticket): Step => {
    const ticket = { ...plannedAnew(before), departmentId: 'auslaender' };
    return { ticket, effect: { opens: movedTaskOf(ticket) } };
  },
  answered: end,
  reopened: (before: Ticket): Step => {
    const ticket = plannedAnew(before);
    return { ticket, effect: { opens: movedTaskOf(ticket) } };
  },
};
type StepName = keyof typeof STEPS;

/** The steps as a ticket may take them: due only with a callback ahead, in again after out, reopened after answered. */
function storyOf(names: readonly StepName[]): Effect[] {
  const effects: Effect[] = [];
  let ticket = fresh;
  const take = (name: StepName) => {
    const step = STEPS[name](ticket);
    ticket = step.ticket;
    effects.push(step.effect);
  };
  for (const name of names) {
    if (name === 'due' && (ticket.callbackAt === undefined || ticket.callbackDue === ticket.callbackPlan)) continue;
    take(name);
    if (name === 'movedOut') take('movedIn');
    if (name === 'answered') take('reopened');
  }
  effects.push(end(ticket).effect);
  return effects;
}

function tasksAfter(effects: readonly Effect[]): [string, string][] {
  const tasks = new Map<string, Task>();
  const decide = (id: string, decision: Decision<Task>) => {
    if (decision !== alreadyDone && !(decision instanceof Refusal)) tasks.set(id, decision.state);
  };
  for (const { opens, settles = [] } of effects) {
    if (opens) decide(opens.taskId, openTask(opens, tasks.get(opens.taskId), now));
    for (const { draft, expected } of settles) {
      const current = tasks.get(draft.taskId);
      if (current || expected) decide(draft.taskId, settleTask(draft, 'answered', current, now));
    }
  }
  return [...tasks].map(([id, { state }]): [string, string] => [id, state]).sort();
}

const stepNames = fc.array(
  fc.constantFrom<StepName>('due', 'noAnswer', 'givenUp', 'reached', 'planned', 'movedOut', 'answered'),
  { maxLength: 8 },
);

describe('the tasks of a ticket', () => {
  it('are all settled when the ticket is, and the same in every order and however often events are seen', () => {
    const seen = stepNames
      .map(storyOf)
      .chain((story) =>
        fc.tuple(
          fc.constant(story),
          fc.shuffledSubarray([...story, ...story], { minLength: story.length * 2, maxLength: story.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(seen, ([story, shuffled]) => {
        const tasks = tasksAfter(story);
        expect(tasks.filter(([, state]) => state !== 'done')).toEqual([]);
        expect(tasksAfter(shuffled).filter(([, state]) => state !== 'done')).toEqual([]);
        for (const task of tasks) expect(tasksAfter(shuffled)).toContainEqual(task);
      }),
      { numRuns: 100 },
    );
  });

  it.each<[string, StepName[], string[]]>([
    ['a callback that was moved is one to ring about', ['planned'], ['7K3Q9F2M-callback-moved-2']],
    ['moved twice, only the newest time counts', ['planned', 'planned'], ['7K3Q9F2M-callback-moved-3']],
    ['rung without an answer, nothing is left to tell', ['planned', 'due', 'noAnswer'], []],
    ['rung again and again in vain, there is one letter', ['due', 'givenUp', 'givenUp'], ['7K3Q9F2M-letter-1']],
    ['due as it was moved, there is nothing to tell any more', ['planned', 'due'], ['7K3Q9F2M-callback-2']],
    ['with a new callback the letter can wait', ['givenUp', 'planned'], ['7K3Q9F2M-callback-moved-2']],
    ['reached after all, no letter is needed', ['givenUp', 'reached'], []],
    ['due and then moved, nobody is to ring now', ['due', 'planned'], ['7K3Q9F2M-callback-moved-2']],
    ['moved to others, it is theirs', ['planned', 'due', 'movedOut'], ['7K3Q9F2M-callback-moved-3']],
    ['two due callbacks of tickets that became one are settled by one call', ['due', 'absorbed', 'due', 'reached'], []],
    ['and by an answer', ['due', 'absorbed', 'due', 'answered'], ['7K3Q9F2M-callback-moved-3']],
    ['and by another planning', ['due', 'absorbed', 'due', 'planned'], ['7K3Q9F2M-callback-moved-3']],
  ])('%s', (_what, steps, open) => {
    const story = storyOf(steps).slice(0, -1);
    expect(tasksAfter(story).flatMap(([id, state]) => (state === 'open' ? [id] : []))).toEqual(open);
  });

  it('leave no trace of what nobody had to do', () => {
    expect(tasksAfter(storyOf(['due', 'noAnswer', 'due', 'reached']))).toEqual([
      ['7K3Q9F2M-callback-1', 'done'],
      ['7K3Q9F2M-callback-2', 'done'],
    ]);
  });

  it('are callbacks alone where mails reach the citizen, and never hold a word of theirs', () => {
    const withMail: Ticket = { ...fresh, citizen: { email: 'erika@example.org' }, callbackPlan: 4, callbackDue: 4 };
    const settled = tasksSettled(withMail);
    expect(new Set(settled.map(({ draft }) => draft.kind))).toEqual(new Set(['callback']));
    expect(settled.filter(({ expected }) => expected)).toMatchObject([{ draft: { taskId: '7K3Q9F2M-callback-4' } }]);
    expect(JSON.stringify([movedTaskOf(fresh), letterTaskOf(fresh)])).not.toMatch(/Mustermann|4915112345678/);
  });
});
