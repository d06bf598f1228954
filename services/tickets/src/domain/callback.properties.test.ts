import { describe, expect, it } from '@jest/globals';
import { createCalendar, parseHours, Temporal, type Calendar } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { planCallback, windowIsFull } from './callback.ts';

const BERLIN = 'Europe/Berlin';
const OCTOBER = Temporal.Instant.from('2026-10-01T00:00:00+02:00');

function calendar(text: string): Calendar {
  return createCalendar({ zone: BERLIN, hours: parseHours(text), holidays: ['2026-12-25'], exceptions: [] });
}

/** The openings in that time, as text: Jest finds any two Temporal objects equal. */
function parts(office: Calendar, from: Temporal.Instant, until: Temporal.Instant): string[] {
  return [...office.openings(from, until)].map(({ start, end }) => `${start.toString()}/${end.toString()}`);
}

describe('any plan', () => {
  const texts = fc.constantFrom(
    'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off',
    'Mo-Fr 08:00-12:00,13:30-16:00; PH off',
    'Tu 08:30-12:30; Th 14:00-17:30',
    'Fr-Sa 22:00-02:00',
    'Mo-Su 08:10-08:45,09:00-09:20,11:05-11:35',
    '24/7',
  );
  const time = fc.integer({ min: 0, max: 48 }).map((n) => `${String(n >> 1).padStart(2, '0')}:${n % 2 ? '30' : '00'}`);
  const wish = fc.record(
    { days: fc.subarray(['Mo', 'Di', 'We', 'Th', 'Fr', 'Sa', 'So']), from: time, to: time },
    { requiredKeys: [] },
  );
  const now = fc.integer({ min: 0, max: 200 * 24 * 60 }).map((minutes) => OCTOBER.add({ minutes }));
  const perHour = fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined });
  const planned = fc.array(fc.integer({ min: 0, max: 72 }), { maxLength: 60 });
  const compare = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b);

  it('keeps the rule', () => {
    fc.assert(
      fc.property(
        texts,
        now,
        fc.option(wish, { nil: undefined }),
        perHour,
        planned,
        (text, now, wish, limit, others) => {
          const office = calendar(text);
          const isFull = windowIsFull(
            others.map((hours) => now.add({ hours })),
            limit,
          );
          const result = planCallback({ calendar: office, now, wish, callbackServiceHours: 8, isFull });
          if (!result.planned) throw new Error('these offices all open');
          const { callbackAt, callbackUntil, promiseBy } = result;

          const length = callbackAt.until(callbackUntil).total('minutes');
          expect(length).toBeGreaterThanOrEqual(30);
          expect(length).toBeLessThanOrEqual(120);
          expect(now.until(callbackAt).total('minutes')).toBeGreaterThanOrEqual(15);
          expect(parts(office, callbackAt, callbackUntil)).toEqual([
            `${callbackAt.toString()}/${callbackUntil.toString()}`,
          ]);
          expect(compare(promiseBy, callbackUntil)).toBeGreaterThanOrEqual(0);
          expect(compare(promiseBy, office.addServiceTime(now, 8)!)).toBeGreaterThanOrEqual(0);
          expect(isFull(callbackAt, callbackUntil)).toBe(false);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('without a wish and a limit is the first half hour the office has', () => {
    fc.assert(
      fc.property(texts, now, (text, now) => {
        const office = calendar(text);
        const result = planCallback({ calendar: office, now, callbackServiceHours: 8 });
        if (!result.planned) throw new Error('these offices all open');
        const lead = now.add({ minutes: 15 }).epochMilliseconds;
        const soonest = Temporal.Instant.fromEpochMilliseconds(Math.ceil(lead / 1_800_000) * 1_800_000);
        const longEnough = [...office.openings(soonest, result.callbackUntil)].filter(
          ({ start, end }) => start.until(end).total('minutes') >= 30,
        );
        expect(longEnough.map(({ start }) => start.toString())).toEqual([result.callbackAt.toString()]);
      }),
      { numRuns: 150 },
    );
  });

  it('that meets a wish lies in it', () => {
    fc.assert(
      fc.property(texts, now, wish, (text, now, wish) => {
        const result = planCallback({ calendar: calendar(text), now, wish, callbackServiceHours: 8 });
        if (!result.planned || !result.wishMet) return;
        const start = result.callbackAt.toZonedDateTimeISO(BERLIN);
        const days = { Di: 2, We: 3, Th: 4, Fr: 5, Sa: 6, So: 7, Mo: 1 } as Record<string, number>;
        if (wish.days?.length) expect(wish.days.map((day) => days[day])).toContain(start.dayOfWeek);
        const clock = start.toPlainTime().toString().slice(0, 5);
        if (wish.from) expect(clock >= wish.from).toBe(true);
        if (wish.to) expect(clock < wish.to).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
