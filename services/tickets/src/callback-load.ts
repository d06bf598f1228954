import type { Ticket } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { type LiveEvent, pause } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { type Clock, formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { isInWork } from './domain/ticket.ts';
import { createRecentCallbacks, type RecentCallbacks } from './recent-callbacks.ts';
import type { TicketList } from './view/tickets.ts';

/** How many callbacks departments have planned, for the soft limit of `callbacksPerHour`. */
export interface CallbackLoad {
  /** Reads what the database knows of a department's callbacks; without it only the recent ones count. */
  read(departmentId: string): Promise<DepartmentLoad>;
}

/** A department's callbacks: those of the database, as far as nothing newer is known, and the recent ones. */
export interface DepartmentLoad {
  /** The planned callbacks of all tickets but this one, as known right now. */
  others(ticketId?: string): Temporal.Instant[];
  /** Counts a ticket that is just being opened, before it is stored; those planned in the same moment see it. */
  reserve(ticketId: string, callbackAt: string | undefined): void;
  /** Takes the reservation back, as nothing was stored. */
  release(ticketId: string): void;
}

/** A database that hangs must not keep callers waiting. */
const LONGEST_READ_MS = 500;
const DAYS_AHEAD = 30;

/**
 * Follows the tickets' live events, since the view lags behind: what any replica opened a moment ago counts. Resolves
 * once events are seen.
 */
export async function openCallbackLoad(
  { log, clock }: Pick<Service, 'log' | 'clock'>,
  list: TicketList,
  life: Lifecycle,
): Promise<CallbackLoad> {
  const recent = createRecentCallbacks();
  const live = log.live('tickets.>', ({ data }: LiveEvent) => {
    const ticket = data['ticket'] as Ticket | undefined;
    if (!ticket) return;
    recent.see(ticket.departmentId, ticket.ticketId, isInWork(ticket) ? ticket.callbackAt : undefined);
  });
  life.onClose('live tickets', live.stop);
  await live.ready;
  return {
    read: async (departmentId) => departmentLoad(departmentId, recent, await stored(departmentId, list, clock)),
  };
}

function departmentLoad(
  departmentId: string,
  recent: RecentCallbacks,
  stored: ReadonlyMap<string, Temporal.Instant>,
): DepartmentLoad {
  return {
    others(ticketId) {
      const merged = new Map<string, Temporal.Instant | undefined>(stored);
      for (const [id, { callbackAt }] of recent.of(departmentId)) merged.set(id, callbackAt);
      if (ticketId !== undefined) merged.delete(ticketId);
      return [...merged.values()].filter((at) => at !== undefined);
    },
    reserve: (ticketId, callbackAt) => recent.see(departmentId, ticketId, callbackAt, true),
    release: (ticketId) => recent.release(departmentId, ticketId),
  };
}

/** By ticket. The texts are compared as they stand; a day more makes up for the change of the clocks. */
async function stored(departmentId: string, list: TicketList, clock: Clock): Promise<Map<string, Temporal.Instant>> {
  const text = (days: number) => formatTimestamp(clock.now().add({ hours: 24 * days }), clock.zone);
  const found = await withinReason(list.callbacks(departmentId, text(-1), text(DAYS_AHEAD)));
  return new Map(found.map(({ ticketId, callbackAt }) => [ticketId, Temporal.Instant.from(callbackAt!)]));
}

/** What was asked of the database, or nothing where it is away or too slow. */
async function withinReason<T>(asked: Promise<T[]>): Promise<T[]> {
  const done = new AbortController();
  const there = asked.catch((cause: unknown): T[] => {
    if (cause instanceof Unavailable) return [];
    throw cause;
  });
  const late = pause(LONGEST_READ_MS, done.signal).then((): T[] => []);
  // Whoever asked has gone on by then.
  there.catch(() => undefined);
  return Promise.race([there, late]).finally(() => done.abort());
}
