import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatTimestamp, parseTimestamp, TimestampError } from './rfc3339.ts';
import { Temporal } from './temporal.ts';

describe('formatTimestamp', () => {
  it.each([
    ['2027-03-30T06:00:00Z', '2027-03-30T08:00:00+02:00'],
    ['2026-11-23T09:07:59.999Z', '2026-11-23T10:07:59+01:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25T02:30:00+01:00'],
  ])('shows %s as %s', (instant, text) => {
    expect(formatTimestamp(Temporal.Instant.from(instant), 'Europe/Berlin')).toBe(text);
  });

  it('is read back to the same second, in any zone', () => {
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 });
    const zones = fc.constantFrom('Europe/Berlin', 'UTC', 'Asia/Kathmandu', 'America/St_Johns');
    fc.assert(
      fc.property(seconds, zones, (second, zone) => {
        const instant = Temporal.Instant.fromEpochMilliseconds(second * 1000);
        return parseTimestamp(formatTimestamp(instant, zone)).equals(instant);
      }),
    );
  });
});

describe('parseTimestamp', () => {
  it.each(['2026-11-23T09:00:00Z', '2026-11-23T10:00:00+01:00', '2026-11-23T10:00:00.000+01:00'])(
    'reads %s',
    (text) => {
      expect(parseTimestamp(text).epochMilliseconds).toBe(1_795_424_400_000);
    },
  );

  it.each([
    '',
    'now',
    '2026-11-23',
    '2026-11-23T09:00:00',
    '2026-11-23T09:00Z',
    '2026-11-23 09:00:00Z',
    '2026-11-23T09:00:00+01',
    '2026-11-23T10:00:00+01:00[Europe/Berlin]',
    '2026-02-29T09:00:00Z',
    '2026-11-23T25:00:00Z',
    '2026-11-23T09:00:00+25:00',
    ' 2026-11-23T09:00:00Z',
  ])('refuses %p', (text) => {
    expect(() => parseTimestamp(text)).toThrow(TimestampError);
  });

  it('repeats only the beginning of a long text', () => {
    expect(() => parseTimestamp('x'.repeat(1_000_000))).toThrow(`(«${'x'.repeat(40)}…»)`);
  });
});
