import { describe, expect, it } from '@jest/globals';
import { createClock } from './clock.ts';
import { formatTimestamp, parseTimestamp } from './rfc3339.ts';

const BERLIN = 'Europe/Berlin';
const real = parseTimestamp('2026-11-20T20:00:00+01:00');
const atReal = (minutes: number) => () => real.add({ minutes });

describe('clock', () => {
  it('shows real time without CITY_CLOCK', () => {
    const clock = createClock(undefined, BERLIN, atReal(0));
    expect(clock.now().equals(real)).toBe(true);
    expect(clock.toReal(real).equals(real)).toBe(true);
    expect(clock.zone).toBe(BERLIN);
  });

  it('runs on from the pair of city and real time, whenever the process starts', () => {
    const pair = '2026-11-23T09:00:00+01:00@2026-11-20T20:00:00+01:00';
    const clock = createClock(pair, BERLIN, atReal(90));
    expect(formatTimestamp(clock.now(), BERLIN)).toBe('2026-11-23T10:30:00+01:00');
  });

  it('starts a lone city time at the moment it is created', () => {
    let minutes = 5;
    const clock = createClock('2026-11-23T09:00:00+01:00', BERLIN, () => real.add({ minutes }));
    minutes = 15;
    expect(formatTimestamp(clock.now(), BERLIN)).toBe('2026-11-23T09:10:00+01:00');
  });

  it('tells the real time of a city time, also when the city is behind', () => {
    const clock = createClock('2026-11-18T09:00:00+01:00@2026-11-20T20:00:00+01:00', BERLIN, atReal(0));
    const due = clock.toReal(parseTimestamp('2026-11-18T10:00:00+01:00'));
    expect(formatTimestamp(due, BERLIN)).toBe('2026-11-20T21:00:00+01:00');
  });

  it.each([
    'tomorrow',
    '',
    '2026-11-23T09:00:00',
    '2026-02-30T09:00:00+01:00',
    '2026-11-23T09:00:00+01:00@',
    '@2026-11-23T09:00:00+01:00',
    '2026-11-23T09:00:00+01:00@2026-11-23T09:00:00+01:00@2026-11-23T09:00:00+01:00',
  ])('refuses CITY_CLOCK=%p and says what it wants', (value) => {
    expect(() => createClock(value, BERLIN)).toThrow(
      expect.objectContaining({
        name: 'ConfigError',
        message: expect.stringMatching(/^CITY_CLOCK is «.*»: give a city time like /),
      }),
    );
  });

  it('refuses a zone nobody knows', () => {
    expect(() => createClock(undefined, 'Krefeld')).toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringContaining('Europe/Berlin') }),
    );
  });
});
