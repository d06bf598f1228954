import { CALENDAR_REACH, type Calendar, type Opening, Temporal } from '@serviceportal/shared/time';

const PAUSE_SERVICE_HOURS = 1;
const LONGEST_WINDOW = { hours: 2 };
const SHORTEST_WINDOW = { minutes: 30 };

/** When to ring again: a service hour later, rounded up to the half hour; undefined for a department that never opens. */
export function nextTry(calendar: Calendar, now: Temporal.Instant): Opening | undefined {
  const rested = calendar.addServiceTime(now, PAUSE_SERVICE_HOURS);
  if (!rested) return undefined;
  const soonest = toHalfHour(rested, calendar.zone);
  for (const { start, end } of calendar.openings(soonest, soonest.add(CALENDAR_REACH))) {
    if (Temporal.Instant.compare(start.add(SHORTEST_WINDOW), end) <= 0) return { start, end: windowEnd(start, end) };
  }
  return undefined;
}

/** The window that begins at `at`; undefined when the department is closed then, or `at` is out of reach. */
export function windowFrom(calendar: Calendar, now: Temporal.Instant, at: Temporal.Instant): Opening | undefined {
  if (Temporal.Instant.compare(at, now.add(CALENDAR_REACH)) > 0 || !calendar.isOpen(at)) return undefined;
  const end = calendar.openUntil(at);
  return { start: at, end: end ? windowEnd(at, end) : at.add(LONGEST_WINDOW) };
}

function windowEnd(start: Temporal.Instant, end: Temporal.Instant): Temporal.Instant {
  const longest = start.add(LONGEST_WINDOW);
  return Temporal.Instant.compare(longest, end) < 0 ? longest : end;
}

/** To the next full or half hour on the clock of the city. */
function toHalfHour(at: Temporal.Instant, zone: string): Temporal.Instant {
  const options = { smallestUnit: 'minute', roundingIncrement: 30, roundingMode: 'ceil' } as const;
  return at.toZonedDateTimeISO(zone).round(options).toInstant();
}
