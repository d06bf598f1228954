import type { Ticket } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { restoreTimers, type Timers } from '@serviceportal/shared/log';
import { openCallback } from './domain/callback-due.ts';
import type { Deadline } from './domain/deadline.ts';
import { openPromise } from './domain/overdue.ts';
import type { Parts } from './parts.ts';
import type { WaitingTicket } from './view/tickets.ts';

/** What a ticket waits for, by the kind of its timer. */
export const DEADLINES = {
  'callback-due': openCallback,
  overdue: openPromise,
} as const satisfies Record<string, (ticket: WaitingTicket) => Deadline | undefined>;
export type DeadlineKind = keyof typeof DEADLINES;
const KINDS = Object.keys(DEADLINES) as DeadlineKind[];

/** The timers that tickets wait for. */
export interface Deadlines {
  /** Sets the timers that the ticket's current state wants; `known` is the newest state at hand. */
  keep(ticketId: string, known?: Ticket): Promise<void>;
  /** Sets the timers that are missing, or (`all`) every one anew. Resolves with the number of tickets that lacked one. */
  restore(all: boolean): Promise<number>;
}

export function createDeadlines({ tickets, list }: Pick<Parts, 'tickets' | 'list'>, timers: Timers): Deadlines {
  async function keep(ticketId: string, known?: Ticket): Promise<void> {
    const done = new Map<DeadlineKind, number>();
    let ticket = newer(known, (await tickets.load(ticketId))?.state);
    for (;;) {
      const missing = KINDS.flatMap((kind) => {
        const open = ticket && DEADLINES[kind](ticket);
        return open && open.plan !== done.get(kind) ? [{ kind, ...open }] : [];
      });
      if (missing.length === 0) return;
      for (const { kind, plan, at } of missing) {
        await timers.set({ kind, id: ticketId, plan, at });
        done.set(kind, plan);
      }
      // Another replica may have set a newer plan's timer just before ours replaced it.
      ticket = newer(ticket, (await tickets.load(ticketId))?.state);
    }
  }

  return {
    keep,
    async restore(all) {
      const waiting = all ? new Set<string>() : await timers.waiting();
      let restored = 0;
      for await (const listed of list.inWork()) {
        const { ticketId } = listed;
        if (KINDS.every((kind) => !DEADLINES[kind](listed) || waiting.has(`${kind}.${ticketId}`))) continue;
        // The list may lag behind, and an older plan's timer would replace the newer one's: what counts is the log.
        await keep(ticketId);
        restored += 1;
      }
      return restored;
    },
  };
}

function newer(a: Ticket | undefined, b: Ticket | undefined): Ticket | undefined {
  if (!a || !b) return a ?? b;
  return a.revision >= b.revision ? a : b;
}

/** A city clock may have been set anew since the timers were, so with one `all` are set again. */
export function restoreDeadlines(
  deadlines: Deadlines,
  { view, logger }: Pick<Parts, 'view' | 'logger'>,
  { all, timers, life }: { all: boolean; timers: Timers; life: Lifecycle },
): void {
  restoreTimers('deadlines', () => deadlines.restore(all), { timers, isUp: () => view.isUp(), logger, life });
}
