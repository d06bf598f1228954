import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { isOverdue, nextAnchor } from './anchor-time.ts';

describe('the next anchor', () => {
  it.each([
    ['before three', '2026-11-24T02:59:59+01:00', '2026-11-24T03:00:00+01:00'],
    ['at three', '2026-11-24T03:00:00+01:00', '2026-11-25T03:00:00+01:00'],
    ['in the afternoon', '2026-11-24T15:00:00+01:00', '2026-11-25T03:00:00+01:00'],
    ['before the hour that does not exist', '2027-03-28T01:00:00+01:00', '2027-03-28T03:00:00+02:00'],
    ['the evening before it', '2027-03-27T22:00:00+01:00', '2027-03-28T03:00:00+02:00'],
    ['in the first of two hours between two and three', '2027-10-31T02:30:00+02:00', '2027-10-31T03:00:00+01:00'],
  ])('%s', (_when, now, next) => {
    const zoned = Temporal.Instant.from(now).toZonedDateTimeISO('Europe/Berlin');
    expect(nextAnchor(zoned).toInstant().toString()).toBe(Temporal.Instant.from(next).toString());
  });
});

describe('an anchor is overdue', () => {
  const now = Temporal.Instant.from('2026-11-24T10:00:00Z');
  it.each([
    ['where there is none', undefined, true],
    ['after a night without one', '2026-11-23T02:00:00Z', true],
    ['not after the longest day', '2026-11-23T09:00:00Z', false],
  ])('%s', (_when, lastAt, overdue) => {
    expect(isOverdue(lastAt === undefined ? undefined : Temporal.Instant.from(lastAt), now)).toBe(overdue);
  });
});
