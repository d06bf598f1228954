import { describe, expect, it } from '@jest/globals';
import type { AttemptResult, Ticket } from '@serviceportal/shared/contracts';
import { recordAttempt, type RecordAttempt } from './attempt.ts';
import { openCallback } from './callback-due.ts';
import { windowIsFull } from './callback.ts';
import { after, ANNA, at, BERT, calendarOf, event, NOBODY, outcome, sampleTicket } from './sample-ticket.ts';

const calendar = calendarOf();
const taken = sampleTicket({ state: 'taken', assignee: 'anna' });

function attempt(command: RecordAttempt, ticket: Ticket | undefined = taken, now = '2026-11-23 10:40', actor = ANNA) {
  return recordAttempt(command, ticket, actor, { calendar, now: at(now) });
}

function window({ callbackAt, callbackUntil }: Ticket): string {
  return `${callbackAt?.slice(5, 16)} – ${callbackUntil?.slice(11, 16)}`;
}

describe('an attempt', () => {
  it('is kept with who rang, when and what came of it', () => {
    const { state, extra } = event(attempt({ result: 'no-answer', note: 'Anrufbeantworter' }));
    expect(state.attempts).toEqual([
      {
        at: '2026-11-23T10:40:00+01:00',
        clerkId: 'anna',
        result: 'no-answer',
        nextAt: '2026-11-23T12:00:00+01:00',
        note: 'Anrufbeantworter',
      },
    ]);
    expect(extra).toEqual({ clerkId: 'anna', result: 'no-answer', nextAt: '2026-11-23T12:00:00+01:00' });
    expect(state.state).toBe('taken');
  });

  it.each<[string, Ticket, typeof ANNA, string]>([
    ['before anybody took the ticket', sampleTicket(), ANNA, 'CallbackAttempted'],
    ['by nobody in particular', taken, NOBODY, 'CallbackAttempted'],
    ['by another clerk', taken, BERT, 'conflict'],
    ['after the answer', sampleTicket({ state: 'answered' }), ANNA, 'conflict'],
    ['after the end', sampleTicket({ state: 'closed', outcome: 'x' }), ANNA, 'conflict'],
    [
      'after fifty others',
      sampleTicket({
        attempts: Array<Ticket['attempts'][number]>(50).fill({ at: '', clerkId: 'anna', result: 'busy' }),
      }),
      ANNA,
      'conflict',
    ],
  ])('%s', (_, ticket, actor, expected) => {
    expect(outcome(attempt({ result: 'reached' }, ticket, undefined, actor))).toBe(expected);
  });

  it('of no ticket is none', () => {
    expect(outcome(recordAttempt({ result: 'busy' }, undefined, ANNA, { calendar, now: at('2026-11-23 10:40') }))).toBe(
      'not-found',
    );
  });
});

describe('the next try', () => {
  it.each<[string, string, string]>([
    ['a service hour later, rounded up', '2026-11-23 10:40', '11-23T12:00 – 14:00'],
    ['on the half hour it stays', '2026-11-23 10:30', '11-23T11:30 – 13:30'],
    ['ends with the opening', '2026-11-23 14:45', '11-23T16:00 – 17:00'],
    ['half an hour is enough', '2026-11-23 15:20', '11-23T16:30 – 17:00'],
    ['goes on tomorrow', '2026-11-23 15:40', '11-24T08:00 – 10:00'],
    ['an hour that ends tomorrow', '2026-11-23 16:40', '11-24T09:00 – 11:00'],
    ['from outside the hours', '2026-11-28 11:00', '11-30T09:00 – 11:00'],
  ])('%s (%s)', (_, now, expected) => {
    expect(window(after(attempt({ result: 'busy' }, taken, now)))).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['in the hours', '2026-11-24T09:10:00+01:00', '11-24T09:10 – 11:10'],
    ['in another zone', '2026-11-24T08:10:00Z', '11-24T09:10 – 11:10'],
    ['near their end', '2026-11-27T12:50:00+01:00', '11-27T12:50 – 13:00'],
  ])('as the clerk says, %s', (_, nextAt, expected) => {
    expect(window(after(attempt({ result: 'no-answer', nextAt })))).toBe(expected);
  });

  it.each<[string, RecordAttempt]>([
    ['outside the hours', { result: 'busy', nextAt: '2026-11-24T07:59:00+01:00' }],
    ['at their end', { result: 'busy', nextAt: '2026-11-24T17:00:00+01:00' }],
    ['on a holiday', { result: 'busy', nextAt: '2026-12-25T10:00:00+01:00' }],
    ['in the past', { result: 'busy', nextAt: '2026-11-23T10:39:00+01:00' }],
    ['in the year 9999', { result: 'busy', nextAt: '9999-11-23T10:39:00+01:00' }],
    ['though the citizen was reached', { result: 'reached', nextAt: '2026-11-24T09:00:00+01:00' }],
    ['though the number is wrong', { result: 'wrong-number', nextAt: '2026-11-24T09:00:00+01:00' }],
  ])('%s is refused by its field', (_, command) => {
    expect(attempt(command)).toMatchObject({ code: 'unprocessable', errors: [{ path: 'nextAt' }] });
  });

  it('is a plan of its own, and moves a promise it is later than', () => {
    const state = after(attempt({ result: 'busy', nextAt: '2026-11-24T08:30:00+01:00' }));
    expect(state).toMatchObject({ callbackPlan: 2, callbackDue: 0, promiseBy: '2026-11-24T10:30:00+01:00' });
    expect(after(attempt({ result: 'busy' })).promiseBy).toBe(taken.promiseBy);
  });

  it.each<AttemptResult>(['reached', 'wrong-number'])(
    'there is none after %s, nor the one that was planned',
    (result) => {
      const state = after(attempt({ result }));
      expect(state.callbackAt).toBeUndefined();
      expect(openCallback(state)).toBeUndefined();
    },
  );

  it.each<[string, Partial<Ticket>, string, boolean]>([
    ['on the day of the wish', { wish: { days: ['We'], from: '14:00' } }, '11-25T14:00 – 16:00', true],
    ['today, in what is left of the wish', { wish: { from: '11:00', to: '13:00' } }, '11-23T12:00 – 13:00', true],
    ['without the wish where nothing meets it', { wish: { days: ['Su'] } }, '11-23T12:00 – 14:00', false],
  ])('%s', (_, changes, expected, wishMet) => {
    const state = after(attempt({ result: 'busy' }, { ...taken, ...changes }));
    expect(window(state)).toBe(expected);
    expect(state.wishMet).toBe(wishMet);
  });

  it('is where the department has room', () => {
    const isFull = windowIsFull([at('2026-11-23 12:00'), at('2026-11-23 13:30')], 1);
    const now = at('2026-11-23 10:40');
    expect(window(after(recordAttempt({ result: 'busy' }, taken, ANNA, { calendar, now, isFull })))).toBe(
      '11-23T14:00 – 16:00',
    );
  });

  it('of a department that never opens is none', () => {
    const now = at('2026-11-23 10:40');
    const decision = recordAttempt({ result: 'busy' }, taken, ANNA, { calendar: calendarOf('off'), now });
    expect(openCallback(after(decision))).toBeUndefined();
  });
});

describe('tries that reach nobody', () => {
  const results = (...tries: RecordAttempt[]) => {
    let ticket: Ticket = taken;
    return tries.map((command) => {
      const { state, extra } = event(attempt(command, ticket));
      ticket = state;
      return extra['triesUsedUp'] === true;
    });
  };
  const [noAnswer, busy, reached] = [{ result: 'no-answer' }, { result: 'busy' }, { result: 'reached' }] as const;
  const asSaid = { result: 'busy', nextAt: '2026-11-24T09:00:00+01:00' } as const;

  it.each<[string, RecordAttempt[], boolean[]]>([
    ['three in a row', [noAnswer, busy, noAnswer], [false, false, true]],
    ['a fourth', [noAnswer, busy, noAnswer, busy], [false, false, true, true]],
    ['a wrong number at once', [{ result: 'wrong-number' }], [true]],
    ['not when the citizen was reached between', [noAnswer, busy, reached, busy], [false, false, false, false]],
    ['not when a clerk said when', [noAnswer, busy, asSaid, busy, busy], [false, false, false, false, false]],
    ['counted anew after that', [busy, asSaid, busy, busy, busy], [false, false, false, false, true]],
  ])('are used up: %s', (_, tries, expected) => expect(results(...tries)).toEqual(expected));

  it('lead to no further call, and leave the promise', () => {
    const state = after(attempt(busy, { ...taken, triesInVain: 2 }));
    expect(state.callbackAt).toBeUndefined();
    expect(openCallback(state)).toBeUndefined();
    expect(state.promiseBy).toBe(taken.promiseBy);
  });
});

describe('a missed promise', () => {
  const overdue = { ...taken, overdueAt: '2026-11-24T09:07:00+01:00' };
  const now = '2026-11-24 10:00';

  it.each<[string, RecordAttempt, Partial<Ticket>, boolean]>([
    ['is kept late when the citizen was reached', { result: 'reached' }, {}, false],
    ['is given anew with the next try', { result: 'busy' }, {}, false],
    ['stays missed when the number is wrong', { result: 'wrong-number' }, {}, true],
    ['stays missed when a mail was promised', { result: 'reached' }, { answerBy: 'email' }, true],
  ])('%s', (_, command, changes, missed) => {
    expect(after(attempt(command, { ...overdue, ...changes }, now)).overdueAt !== undefined).toBe(missed);
  });
});
