import { describe, expect, it } from '@jest/globals';
import { isHolidayPlace, publicHolidays, reachesFarEnough, yearsAround } from './holidays.ts';

describe('a place with holidays', () => {
  it.each(['DE', 'DE-NW', 'DE-BY-A', 'AT-9'])('is %s', (place) => {
    expect(isHolidayPlace(place)).toBe(true);
  });

  it.each(['', 'XX', 'DE-ZZ', 'DE-NW-XX', 'de-nw', 'DE-', 'NRW', 'DE NW', 'toString', 'DE-NW-A-B'])(
    'is not «%s»',
    (place) => {
      expect(isHolidayPlace(place)).toBe(false);
    },
  );
});

describe('public holidays', () => {
  it('are those of the state by law, not what a city keeps or shops sell', () => {
    expect(publicHolidays('DE-NW', [2026])).toEqual([
      '2026-01-01',
      '2026-04-03',
      '2026-04-06',
      '2026-05-01',
      '2026-05-14',
      '2026-05-25',
      '2026-06-04',
      '2026-10-03',
      '2026-11-01',
      '2026-12-25',
      '2026-12-26',
    ]);
  });

  it('differ by state', () => {
    expect(publicHolidays('DE-BY', [2026])).toContain('2026-01-06');
    expect(publicHolidays('DE-NW', [2026])).not.toContain('2026-01-06');
  });

  it('reach over the year after the next, as far as deadlines do', () => {
    const dates = publicHolidays('DE-NW', yearsAround(2026));
    expect(dates[0]).toBe('2025-01-01');
    expect(dates.at(-1)).toBe('2028-12-26');
    expect(reachesFarEnough(dates, 2026)).toBe(true);
    expect(reachesFarEnough(dates, 2027)).toBe(false);
  });
});
