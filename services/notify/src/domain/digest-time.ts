import type { Calendar } from '@serviceportal/shared/time';
import { CALENDAR_REACH, Temporal } from '@serviceportal/shared/time';
import type { Now } from './moment.ts';

/** For a department that came late to its morning (a restart, a night without power) so long after its opening. */
const STILL_MORNING = { hours: 1 };

/** When a department gets its digest: of which day, and at what moment. */
export interface DigestTime {
  readonly date: Temporal.PlainDate;
  readonly at: Now;
}

/**
 * The next digest: at the first opening of a working day, for one that had its digest today of a later day. A morning
 * that was missed by less than an hour is made up for at once. `undefined` where the office opens no more.
 */
export function nextDigest(calendar: Calendar, now: Now, { hadToday = false } = {}): DigestTime | undefined {
  const today = now.toPlainDate();
  const opening = hadToday ? undefined : firstOpening(calendar, now.startOfDay(), now.startOfDay().add({ days: 1 }));
  if (opening && Temporal.ZonedDateTime.compare(now, opening) < 0) return { date: today, at: opening };
  const inTime = opening && Temporal.ZonedDateTime.compare(now, opening.add(STILL_MORNING)) <= 0;
  if (inTime && calendar.isOpen(now.toInstant())) return { date: today, at: now };
  return onALaterDay(calendar, now);
}

/** What to do when the timer of a day's digest fires: write it now, or at another time. */
export function digestStep(calendar: Calendar, date: string, now: Now): 'write' | DigestTime | undefined {
  const today = now.toPlainDate();
  if (date !== today.toString()) return nextDigest(calendar, now);
  if (calendar.isOpen(now.toInstant())) return 'write';
  // Too early by another clock, or in the pause at noon; when the day's work is over its digest is of no use.
  const later = firstOpening(calendar, now, now.startOfDay().add({ days: 1 }));
  return later ? { date: today, at: later } : onALaterDay(calendar, now);
}

function onALaterDay(calendar: Calendar, now: Now): DigestTime | undefined {
  const tomorrow = now.startOfDay().add({ days: 1 });
  const at = firstOpening(calendar, tomorrow, tomorrow.add(CALENDAR_REACH));
  return at && { date: at.toPlainDate(), at };
}

function firstOpening(calendar: Calendar, from: Now, until: Now): Now | undefined {
  const first = calendar.openings(from.toInstant(), until.toInstant()).next();
  return first.done ? undefined : first.value.start.toZonedDateTimeISO(from.timeZoneId);
}
