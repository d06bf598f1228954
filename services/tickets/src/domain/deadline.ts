import { Temporal } from '@serviceportal/shared/time';

/** A moment a ticket waits for. `plan` tells it from the earlier and later ones of its kind, `at` is RFC 3339. */
export interface Deadline {
  readonly plan: number;
  readonly at: string;
}

export function hasCome({ at }: Deadline, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, at) >= 0;
}
