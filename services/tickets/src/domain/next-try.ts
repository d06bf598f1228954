import { CALENDAR_REACH, type Calendar, type Opening, Temporal } from '@serviceportal/shared/time';
import { firstWindow, toHalfHour, windowWithin } from './window.ts';

const PAUSE_SERVICE_HOURS = 1;

/** When to ring again: a service hour later, rounded up to the half hour; undefined for a department that never opens. */
export function nextTry(calendar: Calendar, now: Temporal.Instant): Opening | undefined {
  const rested = calendar.addServiceTime(now, PAUSE_SERVICE_HOURS);
  if (!rested) return undefined;
  const soonest = toHalfHour(rested, calendar.zone);
  return firstWindow(calendar.openings(soonest, soonest.add(CALENDAR_REACH)));
}

/** The window that begins at `at`; undefined when the department is closed then, or `at` is out of reach. */
export function windowFrom(calendar: Calendar, now: Temporal.Instant, at: Temporal.Instant): Opening | undefined {
  if (Temporal.Instant.compare(at, now.add(CALENDAR_REACH)) > 0 || !calendar.isOpen(at)) return undefined;
  return windowWithin(at, calendar.openUntil(at));
}
