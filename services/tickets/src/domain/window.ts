import { type Opening, Temporal } from '@serviceportal/shared/time';

/** No window is shorter. */
export const SHORTEST_WINDOW = { minutes: 30 } as const;
const LONGEST = { hours: 2 };

export type WindowIsFull = (start: Temporal.Instant, end: Temporal.Instant) => boolean;

/** The first window in these stretches of time that is long enough (half an hour) and not full; at most two hours of it. */
export function firstWindow(stretches: Iterable<Opening>, isFull: WindowIsFull = () => false): Opening | undefined {
  for (const { start: first, end: last } of stretches) {
    let start = first;
    while (Temporal.Instant.compare(start.add(SHORTEST_WINDOW), last) <= 0) {
      const window = windowWithin(start, last);
      if (!isFull(window.start, window.end)) return window;
      start = window.end;
    }
  }
  return undefined;
}

/** The window from `start` on: two hours, but no longer than until `end`, if it ends. */
export function windowWithin(start: Temporal.Instant, end: Temporal.Instant | undefined): Opening {
  const longest = start.add(LONGEST);
  return { start, end: end ? earlier(longest, end) : longest };
}

/** To the next full or half hour on the clock of the city. */
export function toHalfHour(at: Temporal.Instant, zone: string): Temporal.Instant {
  const shown = at.toZonedDateTimeISO(zone).toPlainDateTime();
  // The difference is added to the moment itself: a time alone may come twice on the clock in October.
  return at.add(shown.until(shown.round({ smallestUnit: 'minute', roundingIncrement: 30, roundingMode: 'ceil' })));
}

export function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

export function later(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) >= 0 ? a : b;
}
