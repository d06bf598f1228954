import { describe, expect, it } from '@jest/globals';
import {
  EmailConsentWithdrawn,
  EVENTS,
  TicketAggregate,
  TicketErased,
  type Ticket,
} from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { openCallback } from './callback-due.ts';
import { reopenTicket } from './reopen.ts';
import { returnTicket } from './responsibility.ts';
import { after, ANNA, BERT, NOBODY, outcome } from './sample-ticket.ts';
import { limitOf, officeOf, type Run, runs, time, type World } from './sample-world.ts';
import { isInWork } from './ticket.ts';
import { closeTicket, takeTicket } from './work.ts';

const holds = (check: (run: Run) => void) => fc.assert(fc.property(runs, check), { numRuns: 200 });
const minutesBetween = (a: string, b: string) => Temporal.Instant.from(a).until(b).total('minutes');

// The control: without it the properties might be green because nothing happens.
it('everything that can happen to a ticket happens in the runs, also where a department is full', () => {
  const seen = fc.sample(runs, { numRuns: 200, seed: 1 }).flatMap((each) => each.seen);
  // Those two are no work on a ticket: see erasure.test.ts.
  const apart: string[] = [EmailConsentWithdrawn.type, TicketErased.type];
  const types = EVENTS.filter(({ aggregate, type }) => aggregate === TicketAggregate && !apart.includes(type));
  expect(new Set(seen.map(({ type }) => type))).toEqual(new Set(types.map(({ type }) => type)));
  expect(seen.some(({ byRule, after, others }) => byRule && limitOf(after.departmentId) && others.length > 1)).toBe(
    true,
  );
});

describe('whatever happens to tickets', () => {
  it('each plan is due at most once, on time, and while the department still owes the call', () =>
    holds(({ seen }) => {
      const due = seen.filter(({ type }) => type === 'CallbackDue');
      const plans = due.map(({ after }) => `${after.ticketId} ${after.callbackDue}`);
      expect(new Set(plans).size).toBe(plans.length);
      for (const { before, now } of due) {
        expect(isInWork(before!)).toBe(true);
        expect(minutesBetween(before!.callbackAt!, now.toString())).toBeGreaterThanOrEqual(0);
      }
    }));

  it('a promise is missed only once, late, and while nobody has answered', () =>
    holds(({ seen }) => {
      for (const { before, now, type } of seen) {
        if (type !== 'CallbackOverdue') continue;
        expect(isInWork(before!) && before!.overdueAt === undefined).toBe(true);
        expect(minutesBetween(before!.promiseBy, now.toString())).toBeGreaterThanOrEqual(0);
      }
    }));

  it('revisions and plans count up, attempts and additions are only added, and every state fits the contract', () =>
    holds(({ seen }) => {
      for (const { before, after, type } of seen) {
        expect(TicketAggregate.state.safeParse(after).success).toBe(true);
        expect(after.callbackDue).toBeLessThanOrEqual(after.callbackPlan);
        if (!before) continue;
        expect(after.revision).toBe(before.revision + 1);
        expect(after.callbackPlan).toBeGreaterThanOrEqual(before.callbackPlan);
        expect(after.attempts.slice(0, before.attempts.length)).toEqual(before.attempts);
        expect(after.attempts.length).toBe(before.attempts.length + (type === 'CallbackAttempted' ? 1 : 0));
        const { additions = [] } = before;
        expect((after.additions ?? []).slice(0, additions.length)).toEqual(additions);
      }
    }));

  it('what is answered or closed changes only by closing and reopening, what was merged never', () =>
    holds(({ seen }) => {
      for (const { before, type } of seen) {
        expect(before?.mergedInto).toBeUndefined();
        if (before?.state === 'answered') expect(['TicketClosed', 'TicketReopened']).toContain(type);
        if (before?.state === 'closed') expect(type).toBe('TicketReopened');
      }
    }));

  it('a clerk keeps what they took until they give it back or it leaves or comes back as new', () =>
    holds(({ seen }) => {
      const leaving = ['TicketReturned', 'TicketMovedOut', 'TicketReopened'];
      for (const { before, after, type } of seen) {
        if (before?.assignee && !leaving.includes(type)) expect(after.assignee).toBe(before.assignee);
        expect(after.state === 'open' && after.assignee !== undefined).toBe(false);
      }
    }));

  it('a citizen reopens once', () =>
    holds(({ seen }) => {
      for (const { before, after } of seen) {
        if (before?.reopenedByCitizen) expect(after.reopenedByCitizen).toBe(true);
      }
    }));

  it('whoever waits for a call has one ahead when it is planned, and no promise before its end', () =>
    holds(({ seen }) => {
      for (const { before, after, type, now } of seen) {
        const open = openCallback(after);
        if (open) expect(minutesBetween(after.callbackUntil!, after.promiseBy)).toBeGreaterThanOrEqual(0);
        const isNew = open && open.plan !== before?.callbackPlan && type !== 'TicketAbsorbed';
        if (isNew) expect(minutesBetween(now.toString(), open.at)).toBeGreaterThanOrEqual(0);
      }
    }));

  it('the rule plans no callback beyond what the department rings in an hour', () =>
    holds(({ seen }) => {
      for (const { before, after, byRule, others } of seen) {
        const limit = limitOf(after.departmentId);
        const { callbackAt, callbackUntil } = after;
        const isPlanned = openCallback(after) && after.callbackPlan !== before?.callbackPlan;
        if (!byRule || !isPlanned || limit === undefined) continue;
        const inside = others.filter(
          (each) => minutesBetween(callbackAt!, each) >= 0 && minutesBetween(each, callbackUntil!) > 0,
        );
        expect(inside.length).toBeLessThan((limit * minutesBetween(callbackAt!, callbackUntil!)) / 60);
      }
    }));

  it('a ticket belongs to one department, and changes it only by moving in', () =>
    holds(({ seen }) => {
      for (const { before, after, type } of seen) {
        if (!before) continue;
        expect(after.departmentId !== before.departmentId).toBe(type === 'TicketMovedIn');
        expect(type === 'TicketMovedOut').toBe(after.revision > 1 && isFollowedByComing(seen, after));
      }
    }));

  it('no question is lost: what was merged stands in the ticket that is left', () =>
    holds(({ end: { tickets } }) => {
      for (const ticket of tickets.values()) {
        const left = heirOf(ticket, tickets);
        const known = [left.question, ...(left.additions ?? []).map(({ question }) => question)];
        for (const question of [ticket.question, ...(ticket.additions ?? []).map((each) => each.question)]) {
          expect(known).toContain(question);
        }
        if (left !== ticket) expect(left.absorbed).toContain(ticket.ticketId);
      }
    }));

  it('a clerk gets every ticket to its end, and back to work', () =>
    holds(({ end }) => {
      for (const each of end.tickets.values()) {
        const ticket = heirOf(each, end.tickets);
        if (ticket.state !== 'closed') expect(outcome(close(ticket, end))).toBe('TicketClosed');
        const closed = ticket.state === 'closed' ? ticket : after(close(ticket, end));
        const again = after(reopen(closed, end));
        expect(after(takeTicket(again, BERT)).assignee).toBe('bert');
        expect(after(close(again, end)).state).toBe('closed');
        if (ticket.state === 'taken') {
          expect(after(takeTicket(after(returnTicket({}, ticket, clerkOf(ticket))), BERT)).assignee).toBe('bert');
        }
      }
    }));
});

/** Leaving is never without coming: the next event of the ticket. */
function isFollowedByComing(seen: Run['seen'], { ticketId, revision }: Ticket): boolean {
  return seen.some(
    ({ after, type }) => type === 'TicketMovedIn' && after.ticketId === ticketId && after.revision === revision + 1,
  );
}

/** The ticket that holds a ticket's concern in the end. */
function heirOf(ticket: Ticket, tickets: World['tickets']): Ticket {
  return ticket.mergedInto === undefined ? ticket : heirOf(tickets.get(ticket.mergedInto)!, tickets);
}

function clerkOf({ assignee }: Ticket): Actor {
  return [ANNA, BERT].find(({ id }) => id === assignee) ?? NOBODY;
}

function close(ticket: Ticket, { now }: World) {
  return closeTicket({ outcome: 'erledigt' }, ticket, clerkOf(ticket), time(now));
}

function reopen(ticket: Ticket, world: World) {
  const office = officeOf(world, ticket.departmentId, ticket.ticketId);
  return reopenTicket({ why: 'doch nicht', by: 'clerk' }, ticket, office, world.now);
}
