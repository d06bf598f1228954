import { describe, expect, it } from '@jest/globals';
import { createCalendar, type Calendar } from './calendar.ts';
import { Closure } from './closure.ts';
import { parseHours } from './opening-hours.ts';
import { formatTimestamp } from './rfc3339.ts';
import { Temporal } from './temporal.ts';

const BERLIN = 'Europe/Berlin';

/** An office open Mo-Th 8-17 and Fr 8-13, closed at Christmas, with these exceptions. */
function calendar(...exceptions: Closure[]): Calendar {
  const hours = parseHours('Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off');
  return createCalendar({ zone: BERLIN, hours, holidays: ['2026-12-25', '2026-12-26'], exceptions });
}

function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(BERLIN).toInstant();
}

function openings(office: Calendar, from: string, until: string): string[] {
  const wall = (instant: Temporal.Instant) => formatTimestamp(instant, BERLIN).slice(0, 16).replace('T', ' ');
  return [...office.openings(at(from), at(until))].map(({ start, end }) => `${wall(start)} – ${wall(end)}`);
}

describe('exceptions', () => {
  const between: Closure = { from: '2026-12-28', to: '2026-12-31', kind: 'closed', why: 'Betriebsferien' };
  const duty: Closure = {
    from: '2026-12-29',
    to: '2026-12-29',
    kind: 'emergency',
    hours: [{ from: '10:00', to: '12:00' }],
    announcement: 'Heute nur Beurkundung von Sterbefällen.',
  };

  it('close whole days, the last one included', () => {
    expect(openings(calendar(between), '2026-12-24 12:00', '2027-01-05 00:00')).toEqual([
      '2026-12-24 12:00 – 2026-12-24 17:00',
      '2027-01-01 08:00 – 2027-01-01 13:00',
      '2027-01-04 08:00 – 2027-01-04 17:00',
    ]);
  });

  it('let the last one decide: the department opens in the city’s holidays', () => {
    expect(openings(calendar(between, duty), '2026-12-28 00:00', '2027-01-01 00:00')).toEqual([
      '2026-12-29 10:00 – 2026-12-29 12:00',
    ]);
    expect(openings(calendar(duty, between), '2026-12-28 00:00', '2027-01-01 00:00')).toEqual([]);
  });

  it('reduce what is open anyway and open nothing else', () => {
    const mornings: Closure = {
      from: '2026-12-24',
      to: '2026-12-28',
      kind: 'reduced',
      hours: [{ from: '07:00', to: '12:00' }],
    };
    expect(openings(calendar(mornings), '2026-12-24 00:00', '2026-12-29 00:00')).toEqual([
      '2026-12-24 08:00 – 2026-12-24 12:00',
      '2026-12-28 08:00 – 2026-12-28 12:00',
    ]);
  });

  it('open for emergency duty on holidays, or not at all without hours', () => {
    const onHoliday = { ...duty, from: '2026-12-25', to: '2026-12-25' };
    expect(calendar(onHoliday).isOpen(at('2026-12-25 11:00'))).toBe(true);
    expect(calendar({ ...duty, hours: undefined }).isOpen(at('2026-12-29 11:00'))).toBe(false);
  });

  it('tell their reason and announcement, and which day is a holiday', () => {
    const office = calendar(between, duty);
    expect(office.closureAt(at('2026-12-28 23:59'))?.why).toBe('Betriebsferien');
    expect(office.closureAt(at('2026-12-29 00:00'))?.announcement).toBe(duty.announcement);
    expect(office.closureAt(at('2027-01-01 00:00'))).toBeUndefined();
    expect(office.isHoliday(at('2026-12-25 00:00'))).toBe(true);
    expect(office.isHoliday(at('2026-12-27 00:00'))).toBe(false);
  });

  it.each([
    [{ from: '2026-12-31', to: '2026-12-28', kind: 'closed' }, 'to'],
    [{ from: '2026-02-29', to: '2026-03-01', kind: 'closed' }, 'from'],
    [{ from: '2026-12-28', to: '2026-12-31', kind: 'reduced' }, 'hours'],
    [{ from: '2026-12-28', to: '2026-12-31', kind: 'closed', hours: [{ from: '08:00', to: '09:00' }] }, 'hours'],
    [
      { from: '2026-12-28', to: '2026-12-31', kind: 'emergency', hours: [{ from: '09:00', to: '08:00' }] },
      'hours.0.to',
    ],
    [{ from: '2026-12-28', to: '2026-12-31', kind: 'emergency', hours: [{ from: '09:00', to: '9:30' }] }, 'hours.0.to'],
    [{ from: '2026-12-28', to: '2026-12-31', kind: 'closed', unknown: 1 }, ''],
  ])('refuse %j, naming %p', (closure, path) => {
    // At an edge the schema is made strict.
    const { error } = Closure.strict().safeParse(closure);
    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
  });
});
