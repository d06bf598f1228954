import type { Temporal } from '@serviceportal/shared/time';
import type { Callback } from './language.ts';

/** `am Dienstag, 24. November 2026,` reads well before a time. */
export function day(at: Temporal.ZonedDateTime): string {
  return `am ${at.toLocaleString('de-DE', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })},`;
}

/** `8:00` */
export function time({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** `am Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr` */
export function callbackWindow({ from, until }: Callback): string {
  return `${day(from)} ${until ? `zwischen ${time(from)} und ${time(until)} Uhr` : `ab ${time(from)} Uhr`}`;
}
