import { describe, expect, it } from '@jest/globals';
import { TicketAggregate, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { recordAttempt } from './attempt.ts';
import { openCallback, raiseCallbackDue } from './callback-due.ts';
import { openTicket } from './opening.ts';
import { ANNA, at, BERLIN, BERT, calendarOf, department, NOBODY } from './sample-ticket.ts';
import { answerTicket, closeTicket, takeTicket } from './work.ts';

const calendar = calendarOf();
const START = at('2026-11-23 10:00');

/** A command with its actor, `minutes` after the one before. */
interface Step {
  readonly minutes: number;
  readonly name: string;
  readonly decide: (ticket: Ticket, now: Temporal.Instant) => Decision<Ticket>;
}

const actor = fc.constantFrom(ANNA, BERT, NOBODY);
const time = (now: Temporal.Instant) => formatTimestamp(now, BERLIN);
const command = fc.oneof(
  actor.map((by) => ({ name: 'take', decide: (ticket: Ticket) => takeTicket(ticket, by) })),
  fc
    .tuple(actor, fc.constantFrom('reached', 'no-answer', 'busy', 'wrong-number'), fc.option(fc.nat(5_000)))
    .map(([by, result, ahead]) => ({
      name: 'attempt',
      decide: (ticket: Ticket, now: Temporal.Instant) => {
        const nextAt = ahead === null ? undefined : time(now.add({ minutes: ahead }));
        return recordAttempt({ result, nextAt }, ticket, by, { calendar, now });
      },
    })),
  fc.tuple(actor, fc.constantFrom('phone', 'email'), fc.constantFrom('a', 'b')).map(([by, way, text]) => ({
    name: 'answer',
    decide: (ticket: Ticket, now: Temporal.Instant) => answerTicket({ by: way, text }, ticket, by, time(now)),
  })),
  fc.tuple(actor, fc.constantFrom('a', 'b')).map(([by, outcome]) => ({
    name: 'close',
    decide: (ticket: Ticket, now: Temporal.Instant) => closeTicket({ outcome }, ticket, by, time(now)),
  })),
);
/** Timers come for any plan, in any order and often. */
const timer = fc.integer({ min: 1, max: 6 }).map((plan) => ({
  name: 'timer',
  decide: (ticket: Ticket, now: Temporal.Instant) => raiseCallbackDue(plan, ticket, now),
}));
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .tuple(fc.nat(600), fc.oneof({ weight: 2, arbitrary: timer }, { weight: 3, arbitrary: command }))
    .map(([minutes, step]) => ({ minutes, ...step })),
  { maxLength: 40 },
);

interface Seen {
  readonly before: Ticket;
  readonly after: Ticket;
  readonly type: string;
  readonly now: Temporal.Instant;
}

/** Every event that came of the steps; the revision is counted as the log does. */
function run(answerBy: Ticket['answerBy'], sequence: readonly Step[]): Seen[] {
  const citizen = { phone: '+492151862164', email: 'erika@example.de' };
  const request = { origin: 'call', subject: 's', question: 'q', citizen, answerBy } as const;
  let now = START;
  let ticket: Ticket = { ...openTicket('7K3Q9F2M', request, { department, calendar }, now).state, revision: 1 };
  const seen: Seen[] = [];
  for (const { minutes, decide } of sequence) {
    now = now.add({ minutes });
    const decision = decide(ticket, now);
    if (decision === alreadyDone || decision instanceof Refusal) continue;
    const after = { ...decision.state, revision: ticket.revision + 1 };
    seen.push({ before: ticket, after, type: decision.contract.type, now });
    ticket = after;
  }
  return seen;
}

describe('whatever happens to a ticket', () => {
  const histories = fc
    .tuple(fc.constantFrom('callback', 'email'), steps)
    .map(([answerBy, sequence]) => run(answerBy, sequence));
  const holds = (check: (seen: Seen[]) => void) => fc.assert(fc.property(histories, check), { numRuns: 500 });

  it('each plan is due at most once, on time, and while the department still owes the call', () =>
    holds((seen) => {
      const due = seen.filter(({ type }) => type === 'CallbackDue');
      const plans = due.map(({ after }) => after.callbackDue);
      expect(new Set(plans).size).toBe(plans.length);
      for (const { before, now } of due) {
        expect(['open', 'taken']).toContain(before.state);
        expect(time(now) >= before.callbackAt!).toBe(true);
      }
    }));

  it('closed is closed, and what is answered can only be closed', () =>
    holds((seen) => {
      for (const { before, type } of seen) {
        expect(before.state).not.toBe('closed');
        if (before.state === 'answered') expect(type).toBe('TicketClosed');
      }
    }));

  it('revisions and plans count up, attempts are only added, and every state fits the contract', () =>
    holds((seen) => {
      for (const { before, after, type } of seen) {
        expect(after.revision).toBe(before.revision + 1);
        expect(after.callbackPlan).toBeGreaterThanOrEqual(before.callbackPlan);
        expect(after.callbackDue).toBeLessThanOrEqual(after.callbackPlan);
        expect(after.attempts.slice(0, before.attempts.length)).toEqual(before.attempts);
        expect(after.attempts.length).toBe(before.attempts.length + (type === 'CallbackAttempted' ? 1 : 0));
        expect(TicketAggregate.state.safeParse(after).success).toBe(true);
      }
    }));

  it('a clerk keeps what they took', () =>
    holds((seen) => {
      for (const { before, after } of seen) if (before.assignee) expect(after.assignee).toBe(before.assignee);
    }));

  it('whoever was not reached has a callback ahead, in the hours and within the promise', () =>
    holds((seen) => {
      for (const { after, type, now } of seen) {
        const last = after.attempts.at(-1);
        if (type !== 'CallbackAttempted' || !last) continue;
        const open = openCallback(after);
        const again = last.result === 'no-answer' || last.result === 'busy';
        expect(open !== undefined).toBe(again);
        if (!open) continue;
        expect(open.at > time(now)).toBe(true);
        expect(after.callbackUntil! <= after.promiseBy).toBe(true);
      }
    }));
});
