import { describe, expect, it } from '@jest/globals';
import { createCalendar, type Calendar } from './calendar.ts';
import type { Closure } from './closure.ts';
import { parseHours } from './opening-hours.ts';
import { formatTimestamp, parseTimestamp } from './rfc3339.ts';
import { Temporal } from './temporal.ts';

const BERLIN = 'Europe/Berlin';
const OFFICE = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
/** A city's usual hours with a lunch break and a long Thursday. */
const TOWN_HALL = 'Mo-We 08:00-12:30,14:00-16:00; Th 08:00-12:30,14:00-17:30; Fr 08:00-13:00; PH off';
const HOLIDAYS = ['2026-04-03', '2026-04-06', '2026-05-14', '2026-05-25', '2026-06-04', '2026-12-25', '2026-12-26'];
const ROSENMONTAG: Closure = { from: '2026-02-16', to: '2026-02-16', kind: 'closed', why: 'Rosenmontag' };
const CHRISTMAS_EVE: Closure = {
  from: '2026-12-24',
  to: '2026-12-24',
  kind: 'reduced',
  hours: [{ from: '08:00', to: '12:00' }],
};

function calendar(text: string, exceptions: Closure[] = [], holidays = HOLIDAYS): Calendar {
  return createCalendar({ zone: BERLIN, hours: parseHours(text), holidays, exceptions });
}

/** `2026-11-23 10:00` on the clock of the city. */
function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(BERLIN).toInstant();
}

function wall(instant: Temporal.Instant | undefined): string | undefined {
  return instant && formatTimestamp(instant, BERLIN).slice(0, 16).replace('T', ' ');
}

function openings(office: Calendar, from: string, until: string): string[] {
  return [...office.openings(at(from), at(until))].map(({ start, end }) => `${wall(start)} – ${wall(end)}`);
}

describe('addServiceTime', () => {
  it.each([
    ['until the office closes and on from Monday', OFFICE, '2026-11-20 12:30', 2, '2026-11-23 09:30'],
    ['over Rosenmontag', TOWN_HALL, '2026-02-13 12:00', 4, '2026-02-17 11:00'],
    ['over the change to summer time', TOWN_HALL, '2026-03-27 12:00', 8, '2026-03-31 08:30'],
    ['over Christmas', TOWN_HALL, '2026-12-23 15:00', 8, '2026-12-28 11:00'],
    ['from Maundy Thursday over Easter', TOWN_HALL, '2026-04-02 17:00', 1, '2026-04-07 08:30'],
    ['over Fronleichnam', 'Tu 08:30-12:30; Th 14:00-17:30; PH off', '2026-06-02 09:00', 8, '2026-06-11 14:30'],
    ['from a closed moment', OFFICE, '2026-11-23 17:30', 8, '2026-11-24 16:00'],
    ['up to closing time', OFFICE, '2026-11-23 16:00', 1, '2026-11-23 17:00'],
    ['of part of an hour', OFFICE, '2026-11-23 16:45', 0.5, '2026-11-24 08:15'],
    ['of nothing, where it stands', OFFICE, '2026-11-22 12:34', 0, '2026-11-22 12:34'],
    ['over a day of 23 hours', '24/7', '2026-03-29 00:00', 23, '2026-03-30 00:00'],
    ['over a day of 25 hours', '24/7', '2026-10-25 00:00', 25, '2026-10-26 00:00'],
  ])('passes %s', (_, text, from, hours, until) => {
    expect(wall(calendar(text, [ROSENMONTAG, CHRISTMAS_EVE]).addServiceTime(at(from), hours))).toBe(until);
  });

  it('ends the search for an office without hours', () => {
    for (const text of ['off', 'PH off'])
      expect(calendar(text).addServiceTime(at('2026-11-23 10:00'), 1)).toBeUndefined();
    expect(calendar(OFFICE).addServiceTime(at('2026-11-23 10:00'), 1e9)).toBeUndefined();
  });

  it.each([-1, Number.NaN])('refuses %p hours', (hours) => {
    expect(() => calendar(OFFICE).addServiceTime(at('2026-11-23 10:00'), hours)).toThrow(RangeError);
  });
});

describe('isOpen, openUntil, nextOpening', () => {
  it.each([
    ['2026-11-23 07:59', false, undefined, '2026-11-23 08:00'],
    ['2026-11-23 08:00', true, '2026-11-23 17:00', '2026-11-24 08:00'],
    ['2026-11-23 16:59', true, '2026-11-23 17:00', '2026-11-24 08:00'],
    ['2026-11-23 17:00', false, undefined, '2026-11-24 08:00'],
    ['2026-11-27 13:00', false, undefined, '2026-11-30 08:00'],
    ['2026-12-24 17:30', false, undefined, '2026-12-28 08:00'],
    ['2026-12-25 10:00', false, undefined, '2026-12-28 08:00'],
  ])('at %s', (time, open, until, next) => {
    const office = calendar(OFFICE);
    expect(office.isOpen(at(time))).toBe(open);
    expect(wall(office.openUntil(at(time)))).toBe(until);
    expect(wall(office.nextOpening(at(time)))).toBe(next);
  });

  it('goes by the city wherever the process runs: Friday 13:30 in Berlin is closed', () => {
    expect(calendar(OFFICE).isOpen(parseTimestamp('2026-11-27T12:30:00Z'))).toBe(false);
  });

  it('knows an office that never opens and one that never closes', () => {
    const now = at('2026-11-23 10:00');
    expect(calendar('off').nextOpening(now)).toBeUndefined();
    expect(calendar('24/7').openUntil(now)).toBeUndefined();
    expect(calendar('24/7').nextOpening(now)).toBeUndefined();
  });

  it('finds an opening just within 400 days, and none after', () => {
    const hours = [{ from: '09:00', to: '10:00' }];
    const office = calendar('off', [{ from: '2027-12-27', to: '2027-12-27', kind: 'emergency', hours }]);
    expect(wall(office.nextOpening(at('2026-11-23 10:00')))).toBe('2027-12-27 09:00');
    expect(office.nextOpening(at('2026-11-22 08:00'))).toBeUndefined();
  });

  it('is open through a lunch that is none: intervals that touch are one', () => {
    const touching = {
      ...parseHours('off'),
      Mo: [
        { from: '12:00', to: '16:00' },
        { from: '08:00', to: '12:00' },
      ],
    };
    const office = createCalendar({ zone: BERLIN, hours: touching, holidays: [], exceptions: [] });
    expect(wall(office.openUntil(at('2026-11-23 09:00')))).toBe('2026-11-23 16:00');
  });
});

describe('openings', () => {
  it('are cut at both ends', () => {
    expect(openings(calendar(TOWN_HALL), '2026-11-23 09:00', '2026-11-23 15:00')).toEqual([
      '2026-11-23 09:00 – 2026-11-23 12:30',
      '2026-11-23 14:00 – 2026-11-23 15:00',
    ]);
    expect(openings(calendar(TOWN_HALL), '2026-11-23 09:00', '2026-11-23 09:00')).toEqual([]);
    expect(openings(calendar(TOWN_HALL), '2026-11-23 10:00', '2026-11-23 09:00')).toEqual([]);
  });

  it('run on across midnight, and stop there where the next day is closed', () => {
    expect(openings(calendar('Fr-Sa 22:00-02:00'), '2026-11-27 12:00', '2026-11-30 00:00')).toEqual([
      '2026-11-27 22:00 – 2026-11-28 02:00',
      '2026-11-28 22:00 – 2026-11-29 02:00',
    ]);
    const closed: Closure = { from: '2026-11-28', to: '2026-11-28', kind: 'closed' };
    expect(openings(calendar('Fr-Sa 22:00-02:00', [closed]), '2026-11-27 12:00', '2026-11-30 00:00')).toEqual([
      '2026-11-27 22:00 – 2026-11-28 00:00',
      '2026-11-29 00:00 – 2026-11-29 02:00',
    ]);
  });

  it.each([
    [
      'a beginning that March skips moves on an hour',
      'Su 02:30-05:00',
      '2026-03-29',
      '2026-03-29T01:30:00Z',
      '2026-03-29T03:00:00Z',
    ],
    [
      'an end that March skips moves on an hour',
      'Su 01:00-02:30',
      '2026-03-29',
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    [
      'a beginning that October repeats is the first',
      'Su 02:30-05:00',
      '2026-10-25',
      '2026-10-25T00:30:00Z',
      '2026-10-25T04:00:00Z',
    ],
    [
      'an end that October repeats is the first',
      'Su 01:00-02:30',
      '2026-10-25',
      '2026-10-24T23:00:00Z',
      '2026-10-25T00:30:00Z',
    ],
    [
      'what March pushes over the next beginning is one',
      'Su 01:00-02:45,03:00-05:00',
      '2026-03-29',
      '2026-03-29T00:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
    [
      'what March leaves nothing of is left out',
      'Su 02:30-03:00,04:00-05:00',
      '2026-03-29',
      '2026-03-29T02:00:00Z',
      '2026-03-29T03:00:00Z',
    ],
  ])('with the clock change: %s', (_, text, date, start, end) => {
    const found = [...calendar(text).openings(at(`${date} 00:00`), at(`${date} 12:00`))];
    expect(found.map(({ start, end }) => [start.toString(), end.toString()])).toEqual([[start, end]]);
  });
});
