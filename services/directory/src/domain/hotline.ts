import type { Hotline } from '@serviceportal/shared/contracts';
import { announcementAt, type Calendar, formatTimestamp, type Temporal } from '@serviceportal/shared/time';

/** The city's number as callers find it at `at`; with what they are told on days with other hours, and outside of them. */
export function hotlineNow(hotline: Hotline, calendar: Calendar, at: Temporal.Instant) {
  const time = (instant: Temporal.Instant | undefined) => instant && formatTimestamp(instant, calendar.zone);
  const open = calendar.isOpen(at);
  const who = `Das Servicetelefon der Stadt ${hotline.cityName}`;
  return {
    ...hotline,
    open,
    opensAt: open ? undefined : time(calendar.nextOpening(at)),
    openUntil: time(calendar.openUntil(at)),
    announcement: announcementAt({ who, week: hotline.week, calendar }, at),
  };
}
