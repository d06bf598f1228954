import { Temporal } from '../time/index.ts';
import type { Handled } from '../contracts/handled.ts';
import type { Cause } from '../decision.ts';
import { refuse } from '../errors.ts';

/** How long each kind of cause is remembered: keys as promised, events as long as their stream can redeliver. */
const KEPT_MS: Record<Handled['kind'], number> = {
  key: Temporal.Duration.from({ hours: 24 * 7 }).total('milliseconds'),
  event: Temporal.Duration.from({ hours: 24 * 90 }).total('milliseconds'),
  once: Temporal.Duration.from({ minutes: 10 }).total('milliseconds'),
};

/** Whether `cause` already led to an event here; refuses where the same key came with another body. */
export function findHandled(handled: readonly Handled[], cause: Cause): Handled | undefined {
  const known = handled.find((entry) => entry.cause === cause.id);
  if (known && known.body !== cause.body) {
    throw refuse('unprocessable', 'This Idempotency-Key was already used with another body.');
  }
  return known;
}

/** The memory after `cause` led to `event` at the timestamp `at`, without what is too old to come again. */
export function remember(handled: readonly Handled[], cause: Cause, event: string, at: string): Handled[] {
  const now = Date.parse(at);
  const fresh = handled.filter((entry) => Date.parse(entry.at) + KEPT_MS[entry.kind] >= now);
  const kind = cause.lasting ? 'event' : cause.body === undefined ? 'once' : 'key';
  return [...fresh, { cause: cause.id, kind, body: cause.body, event, at }];
}
