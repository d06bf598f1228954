import { describe, expect, it } from '@jest/globals';
import { Moment } from './moment.ts';

describe('a moment in a command or query', () => {
  it.each([
    ['2026-11-23T10:00:00+01:00', '2026-11-23T09:00:00Z'],
    ['2026-11-23T10:00:00 01:00', '2026-11-23T09:00:00Z'],
    ['2028-02-29T00:00:00.123456789Z', '2028-02-29T00:00:00.123456789Z'],
    ['2027-10-31T02:30:00+01:00', '2027-10-31T01:30:00Z'],
    ['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
  ])('reads %s', (text, instant) => {
    expect(Moment.parse(text).toString()).toBe(instant);
  });

  it.each([
    ['0000-01-01T00:00:00Z', /2000 and 2100/],
    ['1999-12-31T23:59:59Z', /2000 and 2100/],
    ['2100-01-01T00:00:00Z', /2000 and 2100/],
    ['9999-12-31T23:59:59-23:59', /2000 and 2100/],
    ['2027-10-31T02:30', /with offset/],
    ['2027-10-31T02:30:00', /with offset/],
    ['2027-02-29T00:00:00Z', /with offset/],
    ['2027-10-31T02:30:00.1234567890Z', /with offset/],
    ['2027-10-31 02:30:00Z', /with offset/],
    ['2027-10-31T02:30:00+01:00[Europe/Berlin]', /with offset/],
    ['tomorrow', /with offset/],
    ['', /with offset/],
    ['9'.repeat(1_000), /with offset/],
  ])('refuses %s', (text, message) => {
    const issues = Moment.safeParse(text).error?.issues.map((issue) => issue.message) ?? [];
    expect(issues).toEqual([expect.stringMatching(message)]);
  });
});
