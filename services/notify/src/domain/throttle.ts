import type { MailTemplate } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';

/** An answer is what the citizen waits for: it is neither held back nor counted. */
const NEVER_HELD: readonly MailTemplate[] = ['ticket-answer', 'ticket-answer-notice'];

export function isThrottled(template: MailTemplate): boolean {
  return !NEVER_HELD.includes(template);
}

/** A rolling hour. */
const SPAN = { hours: 1 };

/**
 * When the next mail to somebody may go who gets others at the moments `slots`, past or planned: the first moment from
 * `earliest` on at which no rolling hour holds more than `limit` of them. None is dropped, they queue up.
 */
export function nextSlot(
  slots: readonly Temporal.Instant[],
  earliest: Temporal.Instant,
  limit: number,
): Temporal.Instant {
  const afterEach = slots.map((slot) => slot.add(SPAN)).filter((at) => Temporal.Instant.compare(at, earliest) > 0);
  const candidates = [earliest, ...afterEach].sort(byTime);
  // The last candidate lies an hour after all others, so one always fits.
  return candidates.find((at) => fits([...slots, at], limit)) ?? earliest;
}

function byTime(one: Temporal.Instant, other: Temporal.Instant): number {
  return Temporal.Instant.compare(one, other);
}

/** Whether no hour holds more than `limit` of these moments. */
function fits(moments: Temporal.Instant[], limit: number): boolean {
  const sorted = moments.sort(byTime);
  return sorted.every((at, index) => {
    const next = sorted[index + limit];
    return !next || Temporal.Instant.compare(next, at.add(SPAN)) >= 0;
  });
}
