import { Temporal } from '@serviceportal/shared/time';

/** When the first and the last line of a service was written, among those that were read. */
export interface Reach {
  readonly from: string;
  readonly to: string;
}

/** By the name of the service. */
export type Reaches = ReadonlyMap<string, Reach>;

/**
 * Who is asked to forget somebody, and notify, which finds mails by their address: without the lines of one of these people
 * would be missing. What the directory has goes with the calls.
 */
export const NEEDED = ['call-intake', 'tickets', 'notify'] as const;

/** The reach with one more line in it. */
export function reachWith(reach: Reach | undefined, time: string): Reach {
  return { from: earlier(reach?.from ?? time, time), to: later(reach?.to ?? time, time) };
}

/** The needed services whose lines begin later than that time, or at all where none is given: it has none then. */
export function tooShort(reaches: Reaches, since: Temporal.Instant | undefined): string[] {
  return NEEDED.filter((service) => {
    const from = reaches.get(service)?.from;
    return from === undefined || (since !== undefined && Temporal.Instant.compare(from, since) > 0);
  });
}

function earlier(time: string, other: string): string {
  return Temporal.Instant.compare(time, other) <= 0 ? time : other;
}

/** The later of two times. */
export function later(time: string, other: string): string {
  return Temporal.Instant.compare(time, other) >= 0 ? time : other;
}
