import type { Temporal } from '@serviceportal/shared/time';
import type { Callback } from './language.ts';

/** `Tuesday, 24 November 2026` */
export function day(at: Temporal.ZonedDateTime): string {
  return at.toLocaleString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
}

/** `8:00`, on the 24-hour clock as everywhere in the city. */
export function time({ hour, minute }: Temporal.ZonedDateTime): string {
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** `on Tuesday, 24 November 2026 between 8:00 and 10:00` */
export function callbackWindow({ from, until }: Callback): string {
  return `on ${day(from)} ${until ? `between ${time(from)} and ${time(until)}` : `from ${time(from)}`}`;
}
