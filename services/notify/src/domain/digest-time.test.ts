import { describe, expect, it } from '@jest/globals';
import { createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import { digestStep, type DigestTime, nextDigest } from './digest-time.ts';

const zone = 'Europe/Berlin';
const calendar = createCalendar({
  zone,
  hours: parseHours('Mo-Th 08:00-12:00,14:00-17:00; Fr 08:00-13:00; PH off'),
  holidays: ['2026-12-25'],
  exceptions: [{ from: '2026-11-26', to: '2026-11-26', kind: 'closed' }],
});
const never = createCalendar({ zone, hours: parseHours('off'), holidays: [], exceptions: [] });
const at = (text: string) => Temporal.PlainDateTime.from(text).toZonedDateTime(zone);
const shown = (next: DigestTime | 'write' | undefined) =>
  next === undefined || next === 'write' ? next : `${next.date.toString()} at ${next.at.toPlainDateTime().toString()}`;

describe('the next digest', () => {
  it.each([
    ['before the opening', '2026-11-23T06:00', false, '2026-11-23 at 2026-11-23T08:00:00'],
    ['at the opening', '2026-11-23T08:00', false, '2026-11-23 at 2026-11-23T08:00:00'],
    ['in a morning nobody saw', '2026-11-23T08:30', false, '2026-11-23 at 2026-11-23T08:30:00'],
    ['in a morning that had its own', '2026-11-23T09:30', true, '2026-11-24 at 2026-11-24T08:00:00'],
    ['later in the day', '2026-11-23T09:30', false, '2026-11-24 at 2026-11-24T08:00:00'],
    ['before a closure', '2026-11-25T17:30', false, '2026-11-27 at 2026-11-27T08:00:00'],
    ['before a weekend', '2026-11-27T12:59', true, '2026-11-30 at 2026-11-30T08:00:00'],
    ['on a holiday', '2026-12-25T08:00', false, '2026-12-28 at 2026-12-28T08:00:00'],
    ['on the day the clocks change', '2027-03-28T01:00', false, '2027-03-29 at 2027-03-29T08:00:00'],
  ])('%s', (_when, now, hadToday, expected) => {
    expect(shown(nextDigest(calendar, at(now), { hadToday }))).toBe(expected);
  });

  it('is none where the office never opens', () => {
    expect(nextDigest(never, at('2026-11-23T06:00'))).toBeUndefined();
    expect(digestStep(never, '2026-11-23', at('2026-11-23T06:00'))).toBeUndefined();
  });
});

describe('a digest whose timer fires', () => {
  it.each([
    ['at the opening is written', '2026-11-23', '2026-11-23T08:00', 'write'],
    ['late, since the database was away, is written', '2026-11-23', '2026-11-23T16:59', 'write'],
    ['a moment early waits', '2026-11-23', '2026-11-23T07:59:59', '2026-11-23 at 2026-11-23T08:00:00'],
    ['in the pause at noon waits for its end', '2026-11-23', '2026-11-23T12:30', '2026-11-23 at 2026-11-23T14:00:00'],
    ['after work is not written any more', '2026-11-23', '2026-11-23T17:00', '2026-11-24 at 2026-11-24T08:00:00'],
    ['on another day gives way to the next', '2026-11-20', '2026-11-23T06:00', '2026-11-23 at 2026-11-23T08:00:00'],
    ['on a day that was closed since', '2026-11-26', '2026-11-26T08:00', '2026-11-27 at 2026-11-27T08:00:00'],
  ])('%s', (_when, date, now, expected) => {
    expect(shown(digestStep(calendar, date, at(now)))).toBe(expected);
  });
});
