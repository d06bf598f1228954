import { Temporal } from '@serviceportal/shared/time';

/** What was seen of a ticket a moment ago; without `callbackAt` it has no callback (any more). */
export interface RecentCallback {
  readonly callbackAt: Temporal.Instant | undefined;
  readonly seenAt: number;
  /** Planned here and not stored yet. */
  readonly reserved: boolean;
}

/** The callbacks of the last minutes by department and ticket. */
export interface RecentCallbacks {
  of(departmentId: string): ReadonlyMap<string, RecentCallback>;
  /** `callbackAt` is RFC 3339. */
  see(departmentId: string, ticketId: string, callbackAt: string | undefined, reserved?: boolean): void;
  release(departmentId: string, ticketId: string): void;
}

/** Longer than the view lags when all is well. */
const RECENT_MS = 5 * 60_000;

/** `now` in milliseconds from any point on. */
export function createRecentCallbacks(now: () => number = () => performance.now()): RecentCallbacks {
  const departments = new Map<string, Map<string, RecentCallback>>();

  function of(departmentId: string): Map<string, RecentCallback> {
    const known = departments.get(departmentId) ?? new Map<string, RecentCallback>();
    departments.set(departmentId, known);
    return known;
  }

  return {
    of,
    see(departmentId, ticketId, callbackAt, reserved = false) {
      const known = of(departmentId);
      const seenAt = now();
      // Last seen last: so the oldest stand in front.
      known.delete(ticketId);
      known.set(ticketId, { callbackAt: callbackAt ? Temporal.Instant.from(callbackAt) : undefined, seenAt, reserved });
      for (const [oldest, entry] of known) {
        if (seenAt - entry.seenAt < RECENT_MS) break;
        known.delete(oldest);
      }
    },
    release(departmentId, ticketId) {
      const known = of(departmentId);
      if (known.get(ticketId)?.reserved) known.delete(ticketId);
    },
  };
}
