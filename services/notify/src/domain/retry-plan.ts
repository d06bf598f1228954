import type { Mail } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { type Now, timestampOf } from './moment.ts';

/** Minutes until the next try, after the first, second, … failure; the last one holds from then on. */
const PAUSES_MIN = [1, 5, 15, 60, 180];
/** A mail server that is away for longer than this won't get the mail any more. */
const LONGEST = { hours: 24 };

/** When to try again after a temporary failure; `undefined` once a day has passed since the mail was queued. */
export function nextTryAfter({ tries, queuedAt }: Pick<Mail, 'tries' | 'queuedAt'>, now: Now): string | undefined {
  const end = Temporal.Instant.from(queuedAt).add(LONGEST).toZonedDateTimeISO(now.timeZoneId);
  if (Temporal.ZonedDateTime.compare(now, end) >= 0) return undefined;
  const minutes = PAUSES_MIN[Math.min(Math.max(tries, 1), PAUSES_MIN.length) - 1]!;
  const next = now.add({ minutes });
  // The day ends with a last try.
  return timestampOf(Temporal.ZonedDateTime.compare(next, end) < 0 ? next : end);
}
