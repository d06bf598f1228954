import { describe, expect, it } from '@jest/globals';
import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { openPromise, raiseOverdue } from './overdue.ts';
import { at, BERLIN, event, outcome, sampleTicket } from './sample-ticket.ts';
import { runs } from './sample-world.ts';
import { isInWork } from './ticket.ts';

const PROMISED = '2026-11-24 09:07';
const reached: Attempt = { at: '2026-11-23T10:40:00+01:00', clerkId: 'anna', result: 'reached' };
const called: Partial<Ticket> = { callbackAt: undefined, callbackUntil: undefined, attempts: [reached] };
const byMail: Partial<Ticket> = { answerBy: 'email', callbackAt: undefined, callbackUntil: undefined };
const plan = openPromise(sampleTicket())!.plan;

function raise(changes: Partial<Ticket>, now = PROMISED, which = plan) {
  return raiseOverdue(which, sampleTicket(changes), at(now), BERLIN);
}

describe('a promise', () => {
  it.each<[string, Partial<Ticket>, string, string]>([
    ['on time', {}, PROMISED, 'CallbackOverdue'],
    ['days later', { state: 'taken' }, '2026-11-27 09:00', 'CallbackOverdue'],
    ['a second early', {}, '2026-11-24 09:06:59', 'already done'],
    ['of a mail', byMail, PROMISED, 'CallbackOverdue'],
    ['of a mail, though somebody rang', { ...byMail, ...called }, PROMISED, 'CallbackOverdue'],
    ['after the citizen was reached', called, PROMISED, 'already done'],
    ['after the citizen was reached, but promised another call', { attempts: [reached] }, PROMISED, 'CallbackOverdue'],
    ['after tries in vain', { ...called, attempts: [{ ...reached, result: 'busy' }] }, PROMISED, 'CallbackOverdue'],
    ['twice', { overdueAt: '2026-11-24T09:07:01+01:00' }, PROMISED, 'already done'],
    ['after the answer', { state: 'answered' }, PROMISED, 'already done'],
    ['after the end', { state: 'closed' }, PROMISED, 'already done'],
    ['that was put off', { promiseBy: '2026-11-24T16:00:00+01:00' }, '2026-11-24 16:00', 'already done'],
  ])('%s', (_, changes, now, expected) => expect(outcome(raise(changes, now))).toBe(expected));

  it('that was put off is missed at its new time, by a timer of its own', () => {
    const putOff = { promiseBy: '2026-11-24T16:00:00+01:00' };
    const { plan: later } = openPromise(sampleTicket(putOff))!;
    expect(later).toBeGreaterThan(plan);
    expect(outcome(raise(putOff, '2026-11-24 16:00', later))).toBe('CallbackOverdue');
  });

  it('says which one was missed, and when that was seen', () => {
    const { state, extra } = event(raise({}, '2026-11-24 09:08'));
    expect(extra).toEqual({ promiseBy: '2026-11-24T09:07:00+01:00' });
    expect(state.overdueAt).toBe('2026-11-24T09:08:00+01:00');
    expect(openPromise(state)).toBeUndefined();
  });

  it('of no ticket is refused', () => {
    expect(outcome(raiseOverdue(plan, undefined, at(PROMISED), BERLIN))).toBe('not-found');
  });
});

it('whatever happens, only what is still owed is overdue, and only while its promise has passed', () => {
  fc.assert(
    fc.property(runs, ({ seen }) => {
      for (const { after, now } of seen) {
        if (after.overdueAt === undefined) continue;
        expect(isInWork(after)).toBe(true);
        expect(Temporal.Instant.compare(after.promiseBy, now)).toBeLessThanOrEqual(0);
      }
    }),
    { numRuns: 200 },
  );
});
