import { refuse } from '@serviceportal/shared/errors';

/** Counts the wrong tries of each key (a ticket number, an address). */
export interface TryLimit {
  /** Counts a try and refuses with `too-many` past the limit; the function it gives back takes a right one off again. */
  readonly attempt: (key: string) => () => void;
}

/** So many keys are remembered; the oldest are forgotten first. */
const MOST_KEYS = 100_000;

/**
 * At most `most` tries within `withinMs` of the first one. Counted before the answer is known, so that many at once don't
 * slip through. In the memory of this replica alone: with several, each allows as many.
 */
export function createTryLimit({ most, withinMs, now = () => performance.now() }: TryLimitOptions): TryLimit {
  const tries = new Map<string, { count: number; since: number }>();
  return {
    attempt(key) {
      let known = tries.get(key);
      if (!known || now() - known.since >= withinMs) {
        tries.delete(key);
        tries.set(key, (known = { count: 0, since: now() }));
        if (tries.size > MOST_KEYS) tries.delete(tries.keys().next().value!);
      }
      if (known.count >= most)
        throw refuse('too-many', 'Zu viele Versuche. Bitte probieren Sie es später noch einmal.');
      known.count += 1;
      const counted = known;
      return () => void (counted.count -= 1);
    },
  };
}

export interface TryLimitOptions {
  readonly most: number;
  readonly withinMs: number;
  /** Milliseconds from any point on. */
  readonly now?: () => number;
}
