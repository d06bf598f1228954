import type { Mail } from '@serviceportal/shared/contracts';
import { type Calendar, Temporal } from '@serviceportal/shared/time';
import { momentOf, type Now, timestampOf } from './moment.ts';

/** Minutes until the next try, after the first, second, … failure; the last one holds from then on. */
const PAUSES_MIN = [1, 5, 15, 60, 180];
/** A mail server that is away for longer than this won't get the mail any more. */
const LONGEST_HOURS = 24;

/**
 * When to try again after a temporary failure; `undefined` once a day has passed since the mail might go. For one to an
 * office only the hours count in which that is open: the mail is not tried outside them.
 */
export function nextTryAfter(
  mail: Pick<Mail, 'tries' | 'queuedAt' | 'notBefore'>,
  now: Now,
  office?: Calendar,
): string | undefined {
  const end = endOfTries(firstMoment(mail, now), office);
  if (Temporal.ZonedDateTime.compare(now, end) >= 0) return undefined;
  const minutes = PAUSES_MIN[Math.min(Math.max(mail.tries, 1), PAUSES_MIN.length) - 1]!;
  const next = now.add({ minutes });
  // The day ends with a last try.
  return timestampOf(Temporal.ZonedDateTime.compare(next, end) < 0 ? next : end);
}

/** From when on the mail might go. */
function firstMoment({ queuedAt, notBefore = queuedAt }: Pick<Mail, 'queuedAt' | 'notBefore'>, now: Now): Now {
  const [queued, allowed] = [momentOf(queuedAt, now), momentOf(notBefore, now)];
  return Temporal.ZonedDateTime.compare(queued, allowed) > 0 ? queued : allowed;
}

function endOfTries(from: Now, office: Calendar | undefined): Now {
  const inHours = office?.addServiceTime(from.toInstant(), LONGEST_HOURS)?.toZonedDateTimeISO(from.timeZoneId);
  // An office that opens no more may be given hours again some day.
  return inHours ?? from.add({ hours: LONGEST_HOURS });
}
