import type { Calendar } from './calendar.ts';
import { spokenHours, spokenTime } from './spoken-hours.ts';
import type { Temporal } from './temporal.ts';
import { timeText } from './time-span.ts';
import type { WeeklyHours } from './weekly-hours.ts';

/** An office as callers hear of it. */
export interface AnnouncedOffice {
  /** With its article, as a sentence begins with it: `Das Standesamt`. */
  readonly who: string;
  readonly week: WeeklyHours;
  readonly calendar: Calendar;
}

/**
 * What callers of an office are told at `at`, in German: the announcement of the closure that decides about the day,
 * else, while it is closed, its hours and when it opens again. Undefined while it is open as usual.
 */
export function announcementAt({ who, week, calendar }: AnnouncedOffice, at: Temporal.Instant): string | undefined {
  const announced = calendar.closureAt(at)?.announcement;
  if (announced) return announced;
  if (calendar.isOpen(at)) return undefined;
  const hours = spokenHours(week);
  const opening = calendar.nextOpening(at);
  return [
    `${who} ist zurzeit nicht besetzt.`,
    ...(hours ? [`Die Servicezeiten sind ${hours}.`] : []),
    ...(opening ? [`Wieder für Sie da sind wir ${spokenMoment(opening, at, calendar.zone)}.`] : []),
  ].join(' ');
}

/** `heute ab 14 Uhr`, `morgen ab 8 Uhr`, `am Montag, 4. Januar, ab 8:30 Uhr` */
function spokenMoment(opening: Temporal.Instant, at: Temporal.Instant, zone: string): string {
  const local = opening.toZonedDateTimeISO(zone);
  const date = local.toPlainDate();
  const { days } = at.toZonedDateTimeISO(zone).toPlainDate().until(date);
  const day = days === 0 ? 'heute' : days === 1 ? 'morgen' : `am ${dateText(date)},`;
  return `${day} ab ${spokenTime(timeText(local.hour * 60 + local.minute))} Uhr`;
}

function dateText(date: Temporal.PlainDate): string {
  return date.toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long' });
}
