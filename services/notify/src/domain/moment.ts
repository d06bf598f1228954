import { formatTimestamp, Temporal } from '@serviceportal/shared/time';

/** Now, in the city's zone: decisions get it, they never look at a clock. */
export type Now = Temporal.ZonedDateTime;

export function timestampOf(moment: Temporal.ZonedDateTime): string {
  return formatTimestamp(moment.toInstant(), moment.timeZoneId);
}

/** Whether the moment `at` has come. */
export function hasCome(at: string, now: Now): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(at), now.toInstant()) <= 0;
}

/** A recorded moment in the zone of `now`. */
export function momentOf(at: string, now: Now): Now {
  return Temporal.Instant.from(at).toZonedDateTimeISO(now.timeZoneId);
}
