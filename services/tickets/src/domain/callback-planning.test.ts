import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { planCallbackAt } from './callback-planning.ts';
import { after, ANNA, at, BERT, calendarOf, event, NOBODY, outcome, sampleTicket } from './sample-ticket.ts';

const calendar = calendarOf();
const taken = sampleTicket({ state: 'taken', assignee: 'anna' });

function plan(when: string, ticket: Ticket | undefined = taken, now = '2026-11-23 10:40', actor: Actor = ANNA) {
  return planCallbackAt({ at: when }, ticket, actor, { calendar, now: at(now) });
}

const TOMORROW = '2026-11-24T14:00:00+01:00';

describe('planning a callback', () => {
  it.each<[string, Ticket, Actor, string]>([
    ['of a ticket in work', taken, ANNA, 'CallbackPlanned'],
    ['of one nobody took', sampleTicket(), NOBODY, 'CallbackPlanned'],
    ['again', sampleTicket({ callbackAt: TOMORROW }), ANNA, 'already done'],
    [
      'of one that was to be answered by mail',
      sampleTicket({ answerBy: 'email', callbackAt: undefined }),
      ANNA,
      'CallbackPlanned',
    ],
    ['without a number', sampleTicket({ citizen: { email: 'erika@example.de' } }), ANNA, 'unprocessable'],
    ["of another clerk's", taken, BERT, 'conflict'],
    ['after the answer', sampleTicket({ state: 'answered' }), ANNA, 'conflict'],
    ['after the end', sampleTicket({ state: 'closed', outcome: 'x' }), ANNA, 'conflict'],
  ])('%s', (_, ticket, actor, expected) => expect(outcome(plan(TOMORROW, ticket, undefined, actor))).toBe(expected));

  it('of no ticket is none', () => {
    const planning = { calendar, now: at('2026-11-23 10:40') };
    expect(outcome(planCallbackAt({ at: TOMORROW }, undefined, ANNA, planning))).toBe('not-found');
  });

  it.each<[string, string]>([
    ['before the opening', '2026-11-24T07:59:00+01:00'],
    ['at the closing', '2026-11-24T17:00:00+01:00'],
    ['on a holiday', '2026-12-25T10:00:00+01:00'],
    ['now', '2026-11-23T10:40:00+01:00'],
    ['in the past', '2026-11-23T09:00:00+01:00'],
    ['in the year 9999', '9999-11-23T10:39:00+01:00'],
  ])('%s is refused by its field', (_, when) => {
    expect(plan(when)).toMatchObject({ code: 'unprocessable', errors: [{ path: 'at' }] });
  });

  it('says when it was to be before, and is a plan of its own', () => {
    const { state, extra } = event(plan(TOMORROW));
    expect(extra).toEqual({ reason: 'clerk', previously: taken.callbackAt });
    expect(state).toMatchObject({ callbackAt: TOMORROW, callbackUntil: '2026-11-24T16:00:00+01:00', callbackPlan: 2 });
    const { extra: first } = event(plan(TOMORROW, sampleTicket({ callbackAt: undefined })));
    expect(first).toEqual({ reason: 'clerk' });
  });

  it('never promises an answer before the window ends, nor later than before without need', () => {
    expect(after(plan(TOMORROW)).promiseBy).toBe('2026-11-24T16:00:00+01:00');
    expect(after(plan('2026-11-23T12:00:00+01:00')).promiseBy).toBe(taken.promiseBy);
  });

  it('ends being overdue, and tries in vain', () => {
    const late = sampleTicket({ overdueAt: '2026-11-24T09:07:00+01:00', triesInVain: 3, callbackAt: undefined });
    const state = after(plan(TOMORROW, late, '2026-11-24 10:00'));
    expect(state.overdueAt).toBeUndefined();
    expect(state.triesInVain).toBeUndefined();
  });
});
