import { closureOn, rangesUnder, type Closure } from './closure.ts';
import type { Temporal } from './temporal.ts';
import { instantAt, joinRanges, MINUTES_PER_DAY, minuteRanges, type Range } from './time-span.ts';
import { WEEKDAYS, weekdayOf } from './weekday.ts';
import type { WeeklyHours } from './weekly-hours.ts';

/** What decides when an office is open. */
export interface OfficeTimes {
  /** IANA time zone in which hours and dates are meant. */
  zone: string;
  hours: WeeklyHours;
  /** Public holidays, `YYYY-MM-DD`. */
  holidays: readonly string[];
  /** Where several cover a day, the last one decides: the city's first, then the department's. */
  exceptions: readonly Closure[];
}

/** One date of an office; `ranges` in epoch milliseconds. */
export interface CalendarDay {
  ranges: readonly Range[];
  /** Open up to midnight, so the next date may go on with it. */
  runsOn: boolean;
  holiday: boolean;
  closure: Closure | undefined;
}

const REMEMBERED_DAYS = 1000;

/** Looks a date up; turning wall-clock times into moments is the slow part, so dates are remembered. */
export function createCalendarDays(times: OfficeTimes): (date: Temporal.PlainDate) => CalendarDay {
  const workOut = workOutDays(times);
  const remembered = new Map<string, CalendarDay>();
  return (date) => {
    const name = date.toString();
    let day = remembered.get(name);
    if (!day) {
      if (remembered.size >= REMEMBERED_DAYS) remembered.clear();
      day = workOut(date, name);
      remembered.set(name, day);
    }
    return day;
  };
}

function workOutDays({ zone, hours, holidays, exceptions }: OfficeTimes) {
  const weekly = Object.fromEntries(WEEKDAYS.map((day) => [day, joinRanges(minuteRanges(hours[day]))]));
  const onHolidays = hours.PH && joinRanges(minuteRanges(hours.PH));
  const allHolidays = new Set(holidays);

  return (date: Temporal.PlainDate, name: string): CalendarDay => {
    const holiday = allHolidays.has(name);
    const closure = closureOn(name, exceptions);
    const usual = (holiday && onHolidays) || weekly[weekdayOf(date)]!;
    const minutes = closure ? rangesUnder(closure, usual) : usual;
    const ms = (minute: number) => instantAt(date, minute, zone).epochMilliseconds;
    return {
      // Joined once more: the change to summer time can push an end past the next beginning.
      ranges: joinRanges(minutes.map(({ from, to }) => ({ from: ms(from), to: ms(to) }))),
      runsOn: minutes.at(-1)?.to === MINUTES_PER_DAY,
      holiday,
      closure,
    };
  };
}
