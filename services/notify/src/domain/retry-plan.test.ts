import { describe, expect, it } from '@jest/globals';
import { createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { timestampOf } from './moment.ts';
import { nextTryAfter } from './retry-plan.ts';

const start = Temporal.ZonedDateTime.from('2027-03-27T18:00:00+01:00[Europe/Berlin]');

/** The moments of all tries when each fails at once, as minutes after the first. */
function triesOf(queued: Temporal.ZonedDateTime): number[] {
  const minutes: number[] = [];
  let now = queued;
  for (let tries = 1; ; tries++) {
    minutes.push(now.since(queued).total({ unit: 'minutes' }));
    const next = nextTryAfter({ tries, queuedAt: timestampOf(queued) }, now);
    if (next === undefined) return minutes;
    now = Temporal.Instant.from(next).toZonedDateTimeISO(now.timeZoneId);
  }
}

describe('the next try', () => {
  it('comes after growing pauses and for the last time after a day, also over a clock change', () => {
    expect(triesOf(start)).toEqual([0, 1, 6, 21, 81, 261, 441, 621, 801, 981, 1161, 1341, 1440]);
  });

  it('counts the day from when the mail was allowed to go', () => {
    const friday = '2026-11-20T18:00:00+01:00';
    const monday = Temporal.ZonedDateTime.from('2026-11-23T08:00:00+01:00[Europe/Berlin]');
    const waited = { tries: 1, queuedAt: friday, notBefore: timestampOf(monday) };
    expect(nextTryAfter(waited, monday)).toBe('2026-11-23T08:01:00+01:00');
    expect(nextTryAfter(waited, monday.add({ days: 1 }))).toBeUndefined();
    const sentAgain = { ...waited, queuedAt: '2026-11-23T16:00:00+01:00' };
    expect(nextTryAfter(sentAgain, monday.add({ days: 1 }))).toBe('2026-11-24T08:01:00+01:00');
  });

  it('counts only the hours of the office it goes to, however it came into the next opening', () => {
    const hours = parseHours('Mo-Th 08:00-17:00; Fr 08:00-13:00');
    const office = createCalendar({ zone: 'Europe/Berlin', hours, holidays: [], exceptions: [] });
    const tried = { tries: 5, queuedAt: '2026-11-20T12:59:00+01:00' };
    const monday = Temporal.ZonedDateTime.from('2026-11-23T08:00:00+01:00[Europe/Berlin]');
    expect(nextTryAfter(tried, monday, office)).toBe('2026-11-23T11:00:00+01:00');
    // A minute on Friday, nine hours on Monday and Tuesday, and the rest on Wednesday.
    const wednesday = monday.add({ days: 2 });
    expect(nextTryAfter(tried, wednesday.add({ hours: 4 }), office)).toBe('2026-11-25T13:59:00+01:00');
    expect(nextTryAfter(tried, wednesday.add({ hours: 6 }), office)).toBeUndefined();
  });

  it('lies ahead and within the day, however long each try took', () => {
    const seconds = fc.integer({ min: 0, max: 2 * 86_400 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), seconds, (tries, passed) => {
        const now = start.add({ seconds: passed });
        const next = nextTryAfter({ tries, queuedAt: timestampOf(start) }, now);
        if (passed >= 86_400) return expect(next).toBeUndefined();
        const wait = Temporal.Instant.from(next!).since(now.toInstant()).total({ unit: 'seconds' });
        expect(wait).toBeGreaterThan(0);
        expect(passed + wait).toBeLessThanOrEqual(86_400);
      }),
    );
  });
});
