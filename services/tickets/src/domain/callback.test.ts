import { describe, expect, it } from '@jest/globals';
import { createCalendar, formatTimestamp, parseHours, Temporal, type Calendar } from '@serviceportal/shared/time';
import { planCallback, promiseForMail, windowIsFull, type CallbackPlan } from './callback.ts';

const BERLIN = 'Europe/Berlin';
const HOLIDAYS = ['2026-12-25', '2026-12-26', '2027-01-01', '2027-03-26', '2027-03-29'];
const OFFICE = calendar('Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off');
const LUNCH = calendar('Mo-Fr 08:00-12:00,13:30-16:00; PH off');
const NEVER = calendar('off');

function calendar(text: string): Calendar {
  return createCalendar({ zone: BERLIN, hours: parseHours(text), holidays: HOLIDAYS, exceptions: [] });
}

function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(BERLIN).toInstant();
}

type Request = Partial<Parameters<typeof planCallback>[0]>;

function plan(madeAt: string, request: Request = {}): CallbackPlan {
  const result = planCallback({ calendar: OFFICE, now: at(madeAt), callbackServiceHours: 8, ...request });
  if (!result.planned) throw new Error(result.reason);
  return result;
}

/** `2026-11-24 08:00 – 10:00, by 2026-11-24 16:00`. */
function shown({ callbackAt, callbackUntil, promiseBy }: CallbackPlan): string {
  const [from, to, by] = [callbackAt, callbackUntil, promiseBy].map((each) =>
    formatTimestamp(each, BERLIN).slice(0, 16).replace('T', ' '),
  );
  return `${from} – ${to?.slice(11)}, by ${by}`;
}

describe('the callback cases', () => {
  const fourAtEight = windowIsFull(Array<Temporal.Instant>(4).fill(at('2026-11-24 08:00')), 2);

  it.each<[string, Request, string]>([
    ['2026-11-23 17:30', {}, '2026-11-24 08:00 – 10:00, by 2026-11-24 16:00'],
    ['2026-11-27 13:30', {}, '2026-11-30 08:00 – 10:00, by 2026-11-30 16:00'],
    ['2026-11-23 10:07', {}, '2026-11-23 10:30 – 12:30, by 2026-11-24 09:07'],
    ['2026-11-23 16:10', {}, '2026-11-23 16:30 – 17:00, by 2026-11-24 15:10'],
    ['2026-11-23 16:40', {}, '2026-11-24 08:00 – 10:00, by 2026-11-24 15:40'],
    ['2026-11-23 10:00', { wish: { from: '14:00', to: '16:00' } }, '2026-11-23 14:00 – 16:00, by 2026-11-24 09:00'],
    ['2026-11-23 15:00', { wish: { from: '09:00', to: '10:00' } }, '2026-11-24 09:00 – 10:00, by 2026-11-24 14:00'],
    ['2026-11-23 10:00', { wish: { days: ['Fr'] } }, '2026-11-27 08:00 – 10:00, by 2026-11-27 10:00'],
    ['2026-12-24 17:30', {}, '2026-12-28 08:00 – 10:00, by 2026-12-28 16:00'],
    ['2027-03-27 12:00', {}, '2027-03-30 08:00 – 10:00, by 2027-03-30 16:00'],
    ['2026-11-23 11:20', { calendar: LUNCH }, '2026-11-23 13:30 – 15:30, by 2026-11-24 14:20'],
    ['2026-11-23 17:30', { isFull: fourAtEight }, '2026-11-24 10:00 – 12:00, by 2026-11-24 16:00'],
  ])('made %s with %j: %s', (madeAt, request, expected) => {
    const result = plan(madeAt, request);
    expect(shown(result)).toBe(expected);
    expect(result.wishMet).toBe(true);
  });

  it('made 2026-11-23 10:00 with a wish outside all openings: the first window, the wish not met', () => {
    const result = plan('2026-11-23 10:00', { wish: { from: '18:00', to: '20:00' } });
    expect(shown(result)).toBe('2026-11-23 10:30 – 12:30, by 2026-11-24 09:00');
    expect(result.wishMet).toBe(false);
  });

  it('is in summer time after the clock change', () => {
    expect(formatTimestamp(plan('2027-03-27 12:00').callbackAt, BERLIN)).toBe('2027-03-30T08:00:00+02:00');
  });
});

describe('the window', () => {
  it.each<[string, string, Request, string]>([
    ['a quarter of an hour from now, on the half hour', '2026-11-23 10:15', {}, '10:30 – 12:30'],
    ['a second more, rounded up', '2026-11-23 10:15:01', {}, '11:00 – 13:00'],
    [
      'before the office opens: not rounded',
      '2026-11-23 06:00',
      { calendar: calendar('Mo 08:20-12:00') },
      '08:20 – 10:20',
    ],
    ['end of the opening', '2026-11-27 10:55', {}, '11:30 – 13:00'],
    ['exactly half an hour left', '2026-11-27 12:15', {}, '12:30 – 13:00'],
    ['open day and night', '2026-11-23 23:40', { calendar: calendar('24/7') }, '00:00 – 02:00'],
  ])('%s', (_, madeAt, request, expected) => {
    expect(shown(plan(madeAt, request))).toContain(expected);
  });

  it('rounds up to the half hour that comes twice in October only once', () => {
    const now = Temporal.Instant.from('2026-10-25T00:20:00Z'); // 02:20 summer time
    const { callbackAt } = plan('2026-10-25 00:00', { now, calendar: calendar('24/7') });
    expect(callbackAt.toString()).toBe('2026-10-25T01:00:00Z'); // 02:00 winter time
  });
});

describe('a wish', () => {
  it.each<[string, string, Request, string]>([
    [
      'across lunch takes the first part',
      '2026-11-23 09:00',
      { wish: { from: '11:00', to: '15:00' } },
      '23 11:00 – 12:00',
    ],
    [
      'across lunch with too little before it',
      '2026-11-23 09:00',
      { wish: { from: '11:45', to: '15:00' } },
      '23 13:30 – 15:00',
    ],
    ['that has begun', '2026-11-23 09:00', { wish: { from: '08:00', to: '11:00' } }, '23 09:30 – 11:00'],
    ['that is almost over today', '2026-11-23 10:20', { wish: { from: '08:00', to: '11:15' } }, '24 08:00 – 10:00'],
    ['of a beginning alone', '2026-11-23 09:00', { wish: { from: '14:30' } }, '23 14:30 – 16:00'],
    ['of an end alone', '2026-11-23 09:00', { wish: { to: '09:45' } }, '24 08:00 – 09:45'],
    ['of several days', '2026-11-23 09:00', { wish: { days: ['Fr', 'We'] } }, '25 08:00 – 10:00'],
    ['in German', '2026-11-23 09:00', { wish: { days: ['Mi'], from: '09:00' } }, '25 09:00 – 11:00'],
    ['for today', '2026-11-23 09:00', { wish: { days: ['Mo'] } }, '23 09:30 – 11:30'],
    ['for this weekday next week', '2026-11-23 15:50', { wish: { days: ['Mo'] } }, '30 08:00 – 10:00'],
    ['of nothing in particular', '2026-11-23 09:00', { wish: { days: [] } }, '23 09:30 – 11:30'],
  ])('%s', (_, madeAt, request, expected) => {
    const result = plan(madeAt, { calendar: LUNCH, ...request });
    expect(shown(result)).toContain(`2026-11-${expected}, by`);
    expect(result.wishMet).toBe(true);
  });

  it.each<[string, Request['wish']]>([
    ['for a closed day', { days: ['So'] }],
    ['shorter than half an hour', { from: '09:00', to: '09:20' }],
    ['that ends before it begins', { from: '15:00', to: '09:00' }],
    ['for a day that is none', { days: ['Montag'] }],
  ])('%s is not met', (_, wish) => {
    const result = plan('2026-11-23 09:00', { wish });
    expect(shown(result)).toContain('2026-11-23 09:30 – 11:30');
    expect(result.wishMet).toBe(false);
  });

  it('on days across a weekend goes by the day it is in the city', () => {
    const result = plan('2026-11-23 09:00', { calendar: calendar('24/7'), wish: { days: ['Sa'] } });
    expect(shown(result)).toContain('2026-11-28 00:00 – 02:00');
  });

  it('goes past a full window it would have liked, and past all of them to none', () => {
    const morning = { from: '08:00', to: '10:00' };
    const tuesday = windowIsFull([at('2026-11-24 08:30')], 0.5);
    expect(shown(plan('2026-11-23 17:30', { wish: morning, isFull: tuesday }))).toContain('2026-11-25 08:00 – 10:00');

    const mornings = (start: Temporal.Instant) => start.toZonedDateTimeISO(BERLIN).hour < 10;
    const result = plan('2026-11-23 17:30', { wish: morning, isFull: mornings });
    expect(shown(result)).toContain('2026-11-24 10:00 – 12:00');
    expect(result.wishMet).toBe(false);
  });

  describe('is looked for over 14 days', () => {
    const shut = (from: string, to: string) =>
      createCalendar({
        zone: BERLIN,
        hours: parseHours('Mo-Fr 08:00-17:00'),
        holidays: [],
        exceptions: [{ from, to, kind: 'closed' }],
      });

    it.each<[string, string, boolean]>([
      ['a window that starts on the fourteenth day is one', '2026-11-23 10:00', true],
      ['a window that starts when they are over is none', '2026-11-23 08:00', false],
    ])('%s', (_, madeAt, met) => {
      // Both Mondays but the one in a fortnight are closed.
      const office = shut('2026-11-23', '2026-11-30');
      const result = plan(madeAt, { calendar: office, wish: { days: ['Mo'], from: '08:00', to: '10:00' } });
      expect(result.wishMet).toBe(met);
      expect(shown(result)).toContain(met ? '2026-12-07 08:00 – 10:00' : '2026-12-01 08:00 – 10:00');
    });

    it('a window is not cut short where they end', () => {
      const result = plan('2026-11-23 09:00', {
        calendar: shut('2026-11-23', '2026-11-30'),
        wish: { days: ['Mo'], from: '08:30', to: '11:00' },
      });
      expect(shown(result)).toContain('2026-12-07 08:30 – 10:30');
    });

    it('an office closed for longer gives its first window', () => {
      const result = plan('2026-11-23 09:00', {
        calendar: shut('2026-11-23', '2026-12-18'),
        wish: { from: '09:00', to: '10:00' },
      });
      expect(shown(result)).toContain('2026-12-21 08:00 – 10:00');
      expect(result.wishMet).toBe(false);
    });
  });
});

describe('the promise', () => {
  it('moves to the end of a window that ends after it', () => {
    expect(shown(plan('2026-11-23 10:07', { callbackServiceHours: 1 }))).toBe(
      '2026-11-23 10:30 – 12:30, by 2026-11-23 12:30',
    );
  });

  it('is the end of the window where so many hours never come', () => {
    expect(shown(plan('2026-11-23 10:00', { callbackServiceHours: 1e6 }))).toContain('by 2026-11-23 12:30');
  });

  it('for an e-mail is service time alone', () => {
    const result = promiseForMail({ calendar: OFFICE, now: at('2026-11-23 10:07'), mailServiceHours: 16 });
    expect(result.planned && formatTimestamp(result.promiseBy, BERLIN)).toBe('2026-11-25T08:07:00+01:00');
  });
});

describe('a department that never opens', () => {
  const now = at('2026-11-23 10:00');

  it.each<[string, Request]>([
    ['without a wish', {}],
    ['with a wish', { wish: { days: ['Mo'] } }],
    ['open too briefly', { calendar: calendar('Mo-Fr 08:00-08:25') }],
    ['always full', { calendar: OFFICE, isFull: () => true }],
  ])('plans nothing and says so: %s', (_, request) => {
    expect(planCallback({ calendar: NEVER, now, callbackServiceHours: 8, ...request })).toEqual({
      planned: false,
      reason: 'no-opening',
    });
  });

  it('promises no mail', () => {
    expect(promiseForMail({ calendar: NEVER, now, mailServiceHours: 16 })).toEqual({
      planned: false,
      reason: 'no-opening',
    });
  });
});

describe('windowIsFull', () => {
  const [eight, ten] = [at('2026-11-24 08:00'), at('2026-11-24 10:00')];
  const minutesAfterEight = (...minutes: number[]) => minutes.map((each) => eight.add({ minutes: each }));

  it.each<[string, Temporal.Instant[], number | undefined, boolean]>([
    ['empty', [], 2, false],
    ['one place left', minutesAfterEight(0, 30, 119), 2, false],
    ['as many as it takes', minutesAfterEight(0, 0, 30, 119), 2, true],
    ['more than it takes', minutesAfterEight(0, 0, 0, 0, 0), 2, true],
    ['its end is not part of it', minutesAfterEight(0, 0, 30, 120), 2, false],
    ['what is before it does not count', minutesAfterEight(-1, 0, 0, 30), 2, false],
    ['no limit', minutesAfterEight(0, 0, 0, 0, 0, 0), undefined, false],
    ['a limit of less than one an hour', minutesAfterEight(0), 0.5, true],
  ])('%s', (_, planned, perHour, full) => {
    expect(windowIsFull(planned, perHour)(eight, ten)).toBe(full);
  });

  it('goes by the length of the window', () => {
    const twoPerHour = windowIsFull(minutesAfterEight(0), 2);
    expect(twoPerHour(eight, eight.add({ minutes: 30 }))).toBe(true);
    expect(twoPerHour(eight, eight.add({ minutes: 45 }))).toBe(false);
  });
});
