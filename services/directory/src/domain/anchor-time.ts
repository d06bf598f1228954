import { Temporal } from '@serviceportal/shared/time';

/** When nobody calls. */
const AT = { hour: 3 };
/** Longer than any day, so that an anchor that was made in time is never made again by a start. */
const LATEST = Temporal.Duration.from({ hours: 26 });

/** The next time the audit chains are to be anchored: at three in the night. */
export function nextAnchor(now: Temporal.ZonedDateTime): Temporal.ZonedDateTime {
  const today = now.startOfDay().with(AT);
  return Temporal.ZonedDateTime.compare(now, today) < 0 ? today : now.startOfDay().add({ days: 1 }).with(AT);
}

/** Whether a night went by without an anchor, or there is none yet. */
export function isOverdue(lastAt: Temporal.Instant | undefined, now: Temporal.Instant): boolean {
  return lastAt === undefined || Temporal.Duration.compare(now.since(lastAt), LATEST) > 0;
}
