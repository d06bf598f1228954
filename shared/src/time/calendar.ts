import { createCalendarDays, type CalendarDay, type OfficeTimes } from './calendar-day.ts';
import type { Closure } from './closure.ts';
import { Temporal } from './temporal.ts';
import type { Range } from './time-span.ts';

/** The office is open from `start` until just before `end`. */
export interface Opening {
  start: Temporal.Instant;
  end: Temporal.Instant;
}

/** When an office is open. No search looks further than `CALENDAR_REACH`, so one that never opens is told at once. */
export interface Calendar {
  readonly zone: string;
  readonly isOpen: (at: Temporal.Instant) => boolean;
  /** When the opening that `at` lies in ends; undefined when closed, or when no end comes within reach. */
  readonly openUntil: (at: Temporal.Instant) => Temporal.Instant | undefined;
  /** When the office opens the next time after `at`, also while it is open; undefined if not within reach. */
  readonly nextOpening: (at: Temporal.Instant) => Temporal.Instant | undefined;
  /** Everything open in [from, until), cut at these ends, in order; what touches is one, also across midnight. */
  readonly openings: (from: Temporal.Instant, until: Temporal.Instant) => IterableIterator<Opening>;
  /**
   * The moment at which `hours` of service time after `from` are over, at the latest the end of an opening and never
   * the beginning of the next; undefined if not within reach. Throws RangeError for less than 0 hours.
   */
  readonly addServiceTime: (from: Temporal.Instant, hours: number) => Temporal.Instant | undefined;
  readonly isHoliday: (at: Temporal.Instant) => boolean;
  /** The exception that decides about the day of `at`, for its reason and announcement. */
  readonly closureAt: (at: Temporal.Instant) => Closure | undefined;
}

/** How far searches look; in hours, as days differ in length. */
export const CALENDAR_REACH = { hours: 400 * 24 } as const;

const HOUR = 3_600_000;

/** The calendar of an office. Pure: nothing in it asks what time it is. */
export function createCalendar(times: OfficeTimes): Calendar {
  const { zone } = times;
  const dayOf = createCalendarDays(times);
  const dateOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDate();
  const dayAt = (at: Temporal.Instant) => dayOf(dateOf(at));
  const within = (from: Temporal.Instant, until: Temporal.Instant): Search => ({ dayOf, dateOf, from, until });
  const following = (from: Temporal.Instant) => within(from, from.add(CALENDAR_REACH));

  const isOpen = (at: Temporal.Instant) => {
    const ms = at.epochMilliseconds;
    return dayAt(at).ranges.some(({ from, to }) => from <= ms && ms < to);
  };

  return {
    zone,
    isOpen,
    openUntil: (at) => {
      const end = isOpen(at) ? openRanges(following(at)).next().value?.to : undefined;
      return end === undefined || end === at.add(CALENDAR_REACH).epochMilliseconds ? undefined : instant(end);
    },
    nextOpening: (at) => {
      for (const { from } of openRanges(following(at))) if (from > at.epochMilliseconds) return instant(from);
      return undefined;
    },
    openings: function* (from, until) {
      for (const range of openRanges(within(from, until))) yield { start: instant(range.from), end: instant(range.to) };
    },
    addServiceTime: (from, hours) => passTime(openParts(following(from)), from, hours),
    isHoliday: (at) => dayAt(at).holiday,
    closureAt: (at) => dayAt(at).closure,
  };
}

function passTime(open: Iterable<Range>, from: Temporal.Instant, hours: number): Temporal.Instant | undefined {
  if (!(hours >= 0)) throw new RangeError(`service time must not be negative: ${hours}`);
  let left = Math.round(hours * HOUR);
  if (left === 0) return from;
  for (const range of open) {
    const length = range.to - range.from;
    if (left <= length) return instant(range.from + left);
    left -= length;
  }
  return undefined;
}

function instant(ms: number): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms);
}

interface Search {
  dayOf: (date: Temporal.PlainDate) => CalendarDay;
  dateOf: (at: Temporal.Instant) => Temporal.PlainDate;
  from: Temporal.Instant;
  until: Temporal.Instant;
}

/** What is open, date by date; `runsOn` when the next part may go on with it at midnight. */
function* openParts({ dayOf, dateOf, from, until }: Search): Generator<Range & { runsOn: boolean }, undefined> {
  const [first, last] = [from.epochMilliseconds, until.epochMilliseconds];
  const lastDate = dateOf(until);
  for (let date = dateOf(from); Temporal.PlainDate.compare(date, lastDate) <= 0; date = date.add({ days: 1 })) {
    const day = dayOf(date);
    const latest = day.ranges.at(-1);
    for (const range of day.ranges) {
      const part = { from: Math.max(range.from, first), to: Math.min(range.to, last) };
      if (part.from < part.to) yield { ...part, runsOn: day.runsOn && range === latest };
    }
  }
}

/** What is open, with parts that touch at midnight made one; yields as soon as an opening cannot go on. */
function* openRanges(search: Search): Generator<Range, undefined> {
  let open: Range | undefined;
  for (const { from, to, runsOn } of openParts(search)) {
    if (open && from > open.to) {
      yield open;
      open = undefined;
    }
    open = { from: open?.from ?? from, to };
    if (!runsOn) {
      yield open;
      open = undefined;
    }
  }
  if (open) yield open;
}
