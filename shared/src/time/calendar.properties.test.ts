import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { createCalendar } from './calendar.ts';
import type { Closure } from './closure.ts';
import { Temporal } from './temporal.ts';
import { timeText } from './time-span.ts';
import { WEEKDAYS } from './weekday.ts';
import type { WeeklyHours } from './weekly-hours.ts';

const YEAR_START = Temporal.Instant.from('2026-01-01T00:00:00Z');
const QUARTERS_PER_YEAR = 365 * 96;

const span = fc
  .tuple(fc.integer({ min: 0, max: 95 }), fc.integer({ min: 1, max: 96 }))
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from: timeText(from * 15), to: timeText(to * 15) }));
const spans = fc.array(span, { maxLength: 3 });
const date = fc.integer({ min: 0, max: 364 }).map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }));

const weekly = fc.record(
  Object.fromEntries([...WEEKDAYS, 'PH'].map((day) => [day, spans])) as Record<keyof WeeklyHours, typeof spans>,
  { requiredKeys: [...WEEKDAYS] },
);
const closure: fc.Arbitrary<Closure> = fc
  .tuple(date, fc.nat({ max: 5 }), fc.constantFrom('closed', 'reduced', 'emergency'), spans)
  .map(([from, days, kind, hours]) => ({ from: from.toString(), to: from.add({ days }).toString(), kind, hours }));
const calendar = fc
  .record({
    zone: fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Africa/Cairo'),
    hours: weekly,
    holidays: fc.array(date.map(String), { maxLength: 5 }),
    exceptions: fc.array(closure, { maxLength: 4 }),
  })
  .map((times) => createCalendar(times));

const moment = fc
  .integer({ min: 0, max: QUARTERS_PER_YEAR })
  .map((quarter) => YEAR_START.add({ minutes: quarter * 15 }));
const quarterHours = fc.integer({ min: 0, max: 160 }).map((quarters) => quarters / 4);

describe('any calendar', () => {
  it('is open exactly in its openings', () => {
    fc.assert(
      fc.property(calendar, moment, (office, from) => {
        const openings = [...office.openings(from, from.add({ hours: 72 }))];
        for (let at = from, n = 0; n < 288; n++, at = at.add({ minutes: 15 })) {
          const inside = openings.some(({ start, end }) => compare(start, at) <= 0 && compare(at, end) < 0);
          if (inside !== office.isOpen(at)) throw new Error(`${at.toString()}: openings say ${inside}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('has openings in order, none empty, none touching the next', () => {
    fc.assert(
      fc.property(calendar, moment, (office, from) => {
        let last: Temporal.Instant | undefined;
        for (const { start, end } of office.openings(from, from.add({ hours: 24 * 30 }))) {
          if (compare(start, end) >= 0 || (last && compare(last, start) >= 0)) return false;
          last = end;
        }
        return true;
      }),
    );
  });

  it('closes at openUntil and opens at nextOpening', () => {
    fc.assert(
      fc.property(calendar, moment, (office, at) => {
        const until = office.openUntil(at);
        const next = office.nextOpening(at);
        return (
          (!until || (office.isOpen(at) && !office.isOpen(until))) &&
          (!next || (compare(next, at) > 0 && office.isOpen(next) && !office.isOpen(next.subtract({ seconds: 1 }))))
        );
      }),
    );
  });

  it('adds service time in parts as in one go', () => {
    fc.assert(
      fc.property(calendar, moment, quarterHours, quarterHours, (office, from, first, second) => {
        const between = office.addServiceTime(from, first);
        const parts = between && office.addServiceTime(between, second);
        const whole = office.addServiceTime(from, first + second);
        // Each part has a reach of its own, so the parts may come further.
        return whole === undefined || (parts !== undefined && parts.equals(whole));
      }),
    );
  });

  it('counts as service time what its openings add up to', () => {
    fc.assert(
      fc.property(calendar, moment, quarterHours, (office, from, hours) => {
        const end = office.addServiceTime(from, hours);
        if (!end) return true;
        const open = [...office.openings(from, end)].map(({ start, end }) => start.until(end).total('hours'));
        return open.reduce((sum, length) => sum + length, 0) === hours;
      }),
    );
  });
});

function compare(a: Temporal.Instant, b: Temporal.Instant): number {
  return Temporal.Instant.compare(a, b);
}
