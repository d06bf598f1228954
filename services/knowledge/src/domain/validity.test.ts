import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { dayAt, isValidOn } from './validity.ts';

describe('the day in the city', () => {
  it.each([
    ['2026-11-23T22:59:59Z', '2026-11-23'],
    ['2026-11-23T23:00:00Z', '2026-11-24'],
    ['2026-07-01T21:59:59Z', '2026-07-01'],
    ['2026-07-01T22:00:00Z', '2026-07-02'],
  ])('at %s is %s', (now, day) => expect(dayAt(Temporal.Instant.from(now), 'Europe/Berlin')).toBe(day));
});

describe('an article', () => {
  it.each([
    ['without an end', undefined, true],
    ['until tomorrow', '2026-11-24', true],
    ['until today', '2026-11-23', true],
    ['until yesterday', '2026-11-22', false],
    ['until last year', '2025-12-31', false],
    ['until a year far away', '9999-12-31', true],
  ])('%s is valid: %3$s', (_what, validUntil, valid) => {
    expect(isValidOn('2026-11-23', { validUntil })).toBe(valid);
  });
});
