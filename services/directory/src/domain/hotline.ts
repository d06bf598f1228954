import type { Hotline } from '@serviceportal/shared/contracts';
import { type Calendar, formatTimestamp, type Temporal } from '@serviceportal/shared/time';

/** The city's number as callers find it at `at`; with an announcement on days with other hours than usual. */
export function hotlineNow({ number, hours, seats }: Hotline, calendar: Calendar, at: Temporal.Instant) {
  const time = (instant: Temporal.Instant | undefined) => instant && formatTimestamp(instant, calendar.zone);
  const open = calendar.isOpen(at);
  return {
    number,
    hours,
    seats,
    open,
    opensAt: open ? undefined : time(calendar.nextOpening(at)),
    openUntil: time(calendar.openUntil(at)),
    announcement: calendar.closureAt(at)?.announcement,
  };
}
