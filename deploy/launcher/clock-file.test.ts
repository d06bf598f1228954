import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createClock, Temporal } from '@serviceportal/shared/time';
import { decideClock, settleClock } from './clock-file.ts';

const monday = '2026-11-23T09:00:00+01:00';
const friday = '2026-11-27T13:30:00+01:00';
const now = Temporal.Instant.from('2026-01-01T00:00:00Z');
const kept = { city: monday, real: '2025-12-31T23:00:00Z' };

describe('which clock is taken', () => {
  it.each([
    ['none before, none wanted', undefined, undefined, undefined, false],
    ['one wanted', monday, undefined, { city: monday, real: '2026-01-01T00:00:00Z' }, true],
    ['the same again', monday, kept, kept, false],
    ['none wanted again', undefined, kept, kept, false],
    ['another', friday, kept, { city: friday, real: '2026-01-01T00:00:00Z' }, true],
    ['a whole pair', `${monday}@2026-01-01T08:00:00Z`, kept, { city: monday, real: '2026-01-01T08:00:00Z' }, true],
    ['the same whole pair', `${kept.city}@${kept.real}`, kept, kept, false],
  ])('%s', (_name, wanted, before, pair, isNew) => {
    expect(decideClock(wanted, before, now)).toEqual({ pair, isNew });
  });
});

describe('the kept clock', () => {
  let dataDir: string;
  let said: string[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'clock-test-'));
    said = [];
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const settle = (wanted?: string, production = false) =>
    settleClock({ dataDir, wanted, production, zone: 'Europe/Berlin', say: (line) => void said.push(line) });

  it('goes on after a restart, for every process alike', () => {
    const first = settle(monday);
    expect(first).toMatch(new RegExp(`^${monday.replace('+', '\\+')}@`));
    expect(settle(monday)).toBe(first);
    expect(settle()).toBe(first);
    expect(createClock(first, 'Europe/Berlin').now().toString()).toMatch(/^2026-11-23T08:00:/);
    expect(said[0]).toBe(`City clock: ${monday}.`);
    expect(said[1]).toContain('continued from');
  });

  it('is replaced by another value, with a warning when that goes back', () => {
    settle(friday);
    settle(monday);
    expect(JSON.parse(readFileSync(join(dataDir, 'clock.json'), 'utf8'))).toMatchObject({ city: monday });
    expect(said[1]).toMatch(/^The city clock goes back, it showed 2026-11-27T13:30:/);
  });

  it('is refused in production, as is a wanted one', () => {
    expect(settle(undefined, true)).toBeUndefined();
    expect(() => settle(monday, true)).toThrow('leave it out when NODE_ENV is production');
    settle(monday);
    expect(() => settle(undefined, true)).toThrow('use another DATA_DIR');
  });

  it('that is damaged is named', () => {
    writeFileSync(join(dataDir, 'clock.json'), '{');
    expect(() => settle()).toThrow(`${join(dataDir, 'clock.json')} is damaged: delete it and set CITY_CLOCK again.`);
  });
});
