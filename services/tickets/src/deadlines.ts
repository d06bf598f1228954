import type { Ticket } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { pause, type Timers } from '@serviceportal/shared/log';
import { openCallback, type OpenCallback } from './domain/callback-due.ts';
import type { Parts } from './parts.ts';

export const CALLBACK_TIMER = 'callback-due';

/** The timers that tickets wait for. */
export interface Deadlines {
  /** Sets the timer that the ticket's current state wants, if it wants one; `known` is the newest state at hand. */
  keep(ticketId: string, known?: Ticket): Promise<void>;
  /** Sets the timers that are missing, or (`all`) every one anew. Resolves with their number. */
  restore(all: boolean): Promise<number>;
}

export function createDeadlines({ tickets, list }: Pick<Parts, 'tickets' | 'list'>, timers: Timers): Deadlines {
  const set = (ticketId: string, { plan, at }: OpenCallback) =>
    timers.set({ kind: CALLBACK_TIMER, id: ticketId, plan, at });

  async function keep(ticketId: string, known?: Ticket): Promise<void> {
    let ticket = newer(known, (await tickets.load(ticketId))?.state);
    for (let done: number | undefined; ;) {
      const open = ticket && openCallback(ticket);
      if (!open || open.plan === done) return;
      await set(ticketId, open);
      done = open.plan;
      // Another replica may have set a newer plan's timer just before ours replaced it.
      ticket = newer(ticket, (await tickets.load(ticketId))?.state);
    }
  }

  return {
    keep,
    async restore(all) {
      const waiting = all ? new Set<string>() : await timers.waiting();
      let restored = 0;
      for await (const { ticketId } of list.openCallbacks()) {
        if (waiting.has(`${CALLBACK_TIMER}.${ticketId}`)) continue;
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

/**
 * After a start: compares open deadlines with the timers as soon as the database is there, in the background. A
 * city clock may have been set anew since the timers were, so with one all are set again.
 */
export function restoreDeadlines(
  deadlines: Deadlines,
  { view, logger }: Pick<Parts, 'view' | 'logger'>,
  { all, life }: { all: boolean; life: Lifecycle },
): void {
  const restoring = (async () => {
    while (!life.signal.aborted) {
      try {
        if (view.isUp()) {
          logger.info({ timers: await deadlines.restore(all) }, 'deadlines compared with timers');
          return;
        }
      } catch (err) {
        if (!(err instanceof Unavailable)) logger.error({ err }, 'deadlines could not be compared with timers');
      }
      await pause(1_000, life.signal);
    }
  })();
  life.onClose('comparing deadlines', () => restoring);
}
