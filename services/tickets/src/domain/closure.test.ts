import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { type Closure, Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { windowIsFull } from './callback.ts';
import { calendarUnder, fallsOut, movesUnder, moveOutOfClosure } from './closure.ts';
import { hotline } from './sample-hotline.ts';
import { after, at, calendarOf, department, event, outcome, sampleTicket } from './sample-ticket.ts';

const TUESDAY = '2026-11-24';
const closed: Closure = { from: TUESDAY, to: TUESDAY, kind: 'closed' };
const morningOnly: Closure = { ...closed, kind: 'reduced', hours: [{ from: '08:00', to: '11:00' }] };
const NOW = at('2026-11-23 10:00');

const under = (closure: Closure, changes: Partial<typeof department> = {}) =>
  calendarUnder(closure, 'department', { ...department, ...changes }, hotline);

/** Promised for that time of Tuesday, of two hours unless told. */
function planned(from: string, to = `${String(Number(from.slice(0, 2)) + 2).padStart(2, '0')}${from.slice(2)}`) {
  const [callbackAt, callbackUntil] = [from, to].map((time) => `${TUESDAY}T${time}:00+01:00`) as [string, string];
  return sampleTicket({ ticketId: `T${from.replace(':', '')}`, callbackAt, callbackUntil, promiseBy: callbackUntil });
}

describe('a callback falls out of the hours', () => {
  it.each<[string, Ticket, Closure, boolean]>([
    ['on a day that is closed', planned('09:00'), closed, true],
    ['not on the day after', planned('09:00'), { ...closed, from: '2026-11-25', to: '2026-11-25' }, false],
    ['after the shorter hours', planned('12:00'), morningOnly, true],
    ['at their end', planned('11:00'), morningOnly, true],
    ['with less than half an hour left', planned('10:40'), morningOnly, true],
    ['not with half an hour left', planned('10:30'), morningOnly, false],
    ['not within them', planned('08:00'), morningOnly, false],
    ['not where it was promised for a moment only', planned('10:50', '11:00'), morningOnly, false],
    ['not after the answer', { ...planned('09:00'), state: 'answered' }, closed, false],
    ['not where none is planned', { ...planned('09:00'), callbackAt: undefined }, closed, false],
  ])('%s', (_, ticket, closure, expected) => expect(fallsOut(ticket, under(closure), NOW)).toBe(expected));

  it.each<[string, string, boolean]>([
    ['that has begun, as long as it is not over', '2026-11-24 09:30', true],
    ['that is over no more', '2026-11-24 11:00', false],
  ])('one %s', (_, now, expected) => {
    expect(fallsOut(planned('09:00'), under(closed), at(now))).toBe(expected);
  });

  it('by a closure of the city, unless the department says otherwise for that day', () => {
    const emergency: Closure = { ...closed, kind: 'emergency', hours: [{ from: '08:00', to: '12:00' }] };
    const open = { ...department, closures: [emergency] };
    const falls = (of: typeof department) =>
      fallsOut(planned('09:00'), calendarUnder(closed, 'city', of, hotline), NOW);
    expect([falls(department), falls(open)]).toEqual([true, false]);
  });
});

describe('it moves', () => {
  const shown = (tickets: Ticket[], closure = closed, callbacksPerHour?: number) =>
    movesUnder(tickets, { calendar: under(closure), now: NOW }, callbacksPerHour).map(
      ({ ticket, movesTo }) =>
        `${ticket.ticketId}: ${movesTo?.callbackAt.slice(5, 16)} – ${movesTo?.callbackUntil.slice(11, 16)}, by ${movesTo?.promiseBy.slice(5, 16)}`,
    );

  it('to the next opening, and the promise with it', () => {
    expect(shown([planned('09:00')])).toEqual(['T0900: 11-25T08:00 – 10:00, by 11-25T10:00']);
  });

  it('never before the time that was promised', () => {
    expect(shown([planned('14:00')], morningOnly)).toEqual(['T1400: 11-25T08:00 – 10:00, by 11-25T10:00']);
    const begun = at('2026-11-24 09:30');
    const [move] = movesUnder([planned('09:00')], { calendar: under(morningOnly), now: begun }, undefined);
    expect(move).toBeUndefined();
  });

  it('keeping the wish', () => {
    const wish = { days: ['Tu', 'Th'], from: '14:00', to: '16:00' } as const;
    expect(shown([{ ...planned('14:00'), wish: { ...wish, days: [...wish.days] } }])).toEqual([
      'T1400: 11-26T14:00 – 16:00, by 11-26T16:00',
    ]);
  });

  it('not by a week for the weekday of the wish: its hours are kept', () => {
    const wish = { days: ['Tu' as const], from: '14:00', to: '16:00' };
    expect(shown([{ ...planned('14:00'), wish }])).toEqual(['T1400: 11-25T14:00 – 16:00, by 11-25T16:00']);
  });

  it('with others, as the department has room, those first that were promised first', () => {
    const stays = { ...planned('08:00'), ticketId: 'STAYS', callbackAt: '2026-11-25T08:00:00+01:00' };
    const tickets = [planned('14:00'), planned('09:00'), planned('08:00'), stays];
    expect(shown(tickets, closed, 1)).toEqual([
      'T0800: 11-25T08:00 – 10:00, by 11-25T10:00',
      'T0900: 11-25T10:00 – 12:00, by 11-25T12:00',
      'T1400: 11-25T10:00 – 12:00, by 11-25T12:00',
    ]);
  });

  it('nowhere, where the department opens no more', () => {
    const never: Closure = { from: '2026-11-24', to: '2028-12-31', kind: 'closed' };
    const [move] = movesUnder([planned('09:00')], { calendar: under(never), now: NOW }, undefined);
    expect(move).toMatchObject({ ticket: { ticketId: 'T0900' }, movesTo: undefined });
    expect(outcome(moveOutOfClosure(planned('09:00'), { department, calendar: under(never) }, NOW))).toBe(
      'already done',
    );
  });
});

describe('moving one', () => {
  const office = { department, calendar: under(closed) };

  it.each<[string, Ticket | undefined, string]>([
    ['that is hit', planned('09:00'), 'CallbackPlanned'],
    ['that was moved already', after(moveOutOfClosure(planned('09:00'), office, NOW)), 'already done'],
    ['that another department has now', { ...planned('09:00'), departmentId: 'ordnung' }, 'already done'],
    ['that was answered', { ...planned('09:00'), state: 'answered' }, 'already done'],
    ['that is none', undefined, 'not-found'],
  ])('%s', (_, ticket, expected) => {
    expect(outcome(moveOutOfClosure(ticket, office, NOW))).toBe(expected);
  });

  it('says when it was to be before', () => {
    const { state, extra } = event(moveOutOfClosure(planned('09:00'), office, NOW));
    expect(extra).toEqual({ reason: 'closure', previously: '2026-11-24T09:00:00+01:00' });
    expect(state).toMatchObject({ callbackAt: '2026-11-25T08:00:00+01:00', callbackPlan: 2, wishMet: true });
  });
});

it('whatever is closed, what moves ends in the hours, later than promised, in a window with room', () => {
  const day = fc.integer({ min: 23, max: 30 }).map((n) => `2026-11-${n}`);
  const closure = fc
    .tuple(day, day, fc.constantFrom(undefined, { from: '08:00', to: '09:30' }, { from: '15:00', to: '16:00' }))
    .map(([a, b, hours]): Closure => {
      const days = a < b ? { from: a, to: b } : { from: b, to: a };
      return hours ? { ...days, kind: 'reduced', hours: [hours] } : { ...days, kind: 'closed' };
    });
  const usual = calendarOf();
  const ticket = fc.tuple(fc.nat(6), fc.integer({ min: 16, max: 32 })).map(([days, half]) => {
    const start = at('2026-11-24 00:00').add({ hours: 24 * days, minutes: 30 * half });
    const end = usual.openUntil(start);
    const [callbackAt, callbackUntil] = [start, end ?? start.add({ hours: 2 })].map((each) => each.toString());
    return sampleTicket({ callbackAt, callbackUntil, promiseBy: callbackUntil! });
  });
  const tickets = fc
    .array(ticket, { maxLength: 12 })
    .map((all) => all.map((each, index) => ({ ...each, ticketId: `T${index}` })));
  fc.assert(
    fc.property(
      closure,
      tickets,
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      (shut, all, perHour) => {
        const calendar = under(shut);
        const placed = new Map(all.map(({ ticketId, callbackAt }) => [ticketId, callbackAt!]));
        const moves = movesUnder(all, { calendar, now: NOW }, perHour);
        const hit = all.filter((each) => fallsOut(each, calendar, NOW)).map(({ ticketId }) => ticketId);
        expect(moves.map(({ ticket }) => ticket.ticketId).sort()).toEqual(hit.sort());
        for (const { ticket, movesTo } of moves) {
          const { callbackAt, callbackUntil, promiseBy } = movesTo!;
          placed.delete(ticket.ticketId);
          const others = [...placed.values()].map((each) => Temporal.Instant.from(each));
          const [start, end] = [callbackAt, callbackUntil].map((each) => Temporal.Instant.from(each));
          expect(windowIsFull(others, perHour)(start!, end!)).toBe(false);
          expect(Temporal.Instant.compare(callbackAt, ticket.callbackAt!)).toBeGreaterThan(0);
          expect(Temporal.Instant.compare(promiseBy, callbackUntil)).toBeGreaterThanOrEqual(0);
          expect(fallsOut({ ...ticket, callbackAt, callbackUntil }, calendar, NOW)).toBe(false);
          placed.set(ticket.ticketId, callbackAt);
        }
      },
    ),
    { numRuns: 100 },
  );
});
