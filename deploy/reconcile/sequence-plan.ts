/** What the next message of a re-made stream is: an event in its old place, or a placeholder where there is none. */
export type Step<Event> = { readonly event: Event } | 'placeholder';

/**
 * Puts events back in their places: after `level`, the last sequence that is stored already, come the events in order,
 * each under the sequence it had, and placeholders wherever an event is missing in between.
 */
export function* stepsFrom<Event extends { readonly sequence: number }>(
  level: number,
  events: Iterable<Event>,
): Generator<Step<Event>> {
  let next = level + 1;
  for (const event of events) {
    if (event.sequence < next) continue;
    for (; next < event.sequence; next++) yield 'placeholder';
    yield { event };
    next++;
  }
}

/** Readers may have seen events that no copy has; what is new comes so far behind the highest sequence anyone knows. */
export const MARGIN = 1_000;
