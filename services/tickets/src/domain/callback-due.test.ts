import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { openCallback, raiseCallbackDue } from './callback-due.ts';
import { at, event, outcome, sampleTicket } from './sample-ticket.ts';

describe('a timer that fired', () => {
  it.each<[string, Partial<Ticket>, number, string, string]>([
    ['on time', {}, 1, '2026-11-23 10:30', 'CallbackDue'],
    ['late', { state: 'taken' }, 1, '2026-11-25 10:30', 'CallbackDue'],
    ['a second early', {}, 1, '2026-11-23 10:29:59', 'already done'],
    ['twice', { callbackDue: 1 }, 1, '2026-11-23 10:30', 'already done'],
    ['for a plan that was replaced', { callbackPlan: 2 }, 1, '2026-11-23 10:30', 'already done'],
    ['for a plan that is still to come', {}, 2, '2026-11-23 10:30', 'already done'],
    ['for the second plan', { callbackPlan: 2, callbackDue: 1 }, 2, '2026-11-23 10:30', 'CallbackDue'],
    ['after the citizen was reached', { callbackAt: undefined }, 1, '2026-11-23 10:30', 'already done'],
    ['after the answer', { state: 'answered' }, 1, '2026-11-23 10:30', 'already done'],
    ['after the end', { state: 'closed' }, 1, '2026-11-23 10:30', 'already done'],
  ])('%s', (_, changes, plan, now, expected) => {
    expect(outcome(raiseCallbackDue(plan, sampleTicket(changes), at(now)))).toBe(expected);
  });

  it('says which attempt is due', () => {
    const { state, extra } = event(raiseCallbackDue(1, sampleTicket(), at('2026-11-23 10:31')));
    expect(extra).toEqual({ attempt: 1, callbackAt: '2026-11-23T10:30:00+01:00' });
    expect(state.callbackDue).toBe(1);
    expect(openCallback(state)).toBeUndefined();
  });

  it('for no ticket is refused', () => {
    expect(outcome(raiseCallbackDue(1, undefined, at('2026-11-23 10:30')))).toBe('not-found');
  });
});
