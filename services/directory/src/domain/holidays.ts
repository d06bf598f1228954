import Holidays from 'date-holidays';

/** A country, a state or a region of one, as `DE`, `DE-NW` or `DE-BY-A`. */
const PLACE = /^[A-Z]{2}(-[A-Z0-9]{1,4}){0,2}$/;

/** Whether the holidays of this place are known. An unknown state would silently get those of its country. */
export function isHolidayPlace(place: string): boolean {
  if (!PLACE.test(place)) return false;
  const [country = '', state, region] = place.split('-');
  const known = new Holidays();
  return (
    Object.hasOwn(known.getCountries(), country) &&
    (state === undefined || Object.hasOwn(known.getStates(country) ?? {}, state)) &&
    (state === undefined || region === undefined || Object.hasOwn(known.getRegions(country, state) ?? {}, region))
  );
}

/**
 * The public holidays of a known place (`DE-NW`) in the given years, `YYYY-MM-DD` in order. Days that only the city
 * keeps, such as Rosenmontag, are closures.
 */
export function publicHolidays(place: string, years: readonly number[]): string[] {
  const [country = '', state = '', region = ''] = place.split('-');
  const calendar = new Holidays(country, state, region, { types: ['public'] });
  const dates = years.flatMap((year) => calendar.getHolidays(year).map(({ date }) => date.slice(0, 10)));
  return [...new Set(dates)].sort();
}

/** The years whose holidays are kept: deadlines reach at most 400 days ahead. */
export function yearsAround(year: number): number[] {
  return [year - 1, year, year + 1, year + 2];
}

/** Whether the dates reach far enough for deadlines made in `year`. */
export function reachesFarEnough(holidayDates: readonly string[], year: number): boolean {
  return holidayDates.some((date) => date.startsWith(String(year + 2)));
}
