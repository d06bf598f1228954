import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { pause, type Timers } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { limitOf, type Limits } from './domain/call-limit.ts';
import type { CallList } from './view/calls.ts';

export const CALL_LIMIT_TIMER = 'call-limit';

/** The timers of calls that nobody may ever end: one per call. */
export interface CallLimits {
  readonly limits: Limits;
  /**
   * Sets the timer the call wants, if it is not over. Timers of replicas may replace each other: one that fires too soon
   * is set again for what the call wants then, and no call wants an earlier one than before.
   */
  keep(call: Call): Promise<void>;
  /** Sets the timers that are missing, or (`all`) every one anew. Resolves with their number. */
  restore(all: boolean): Promise<number>;
}

export function createCallLimits(
  { log, clock }: Service,
  { timers, limits, list }: { timers: Timers; limits: Limits; list: CallList },
): CallLimits {
  const calls = log.aggregate(CallAggregate);

  async function keep(call: Call): Promise<void> {
    const limit = limitOf(call, limits, clock.zone);
    if (limit) await timers.set({ kind: CALL_LIMIT_TIMER, id: call.callId, ...limit });
  }

  return {
    limits,
    keep,
    async restore(all) {
      const waiting = all ? new Set<string>() : await timers.waiting();
      let restored = 0;
      for await (const callId of list.open()) {
        if (waiting.has(`${CALL_LIMIT_TIMER}.${callId}`)) continue;
        // The list may lag behind: what counts is the log.
        const loaded = await calls.load(callId);
        if (loaded) await keep(loaded.state);
        restored += 1;
      }
      return restored;
    },
  };
}

/**
 * After a start: compares open calls with the timers as soon as the database is there, in the background. A city clock
 * may have been set anew since the timers were, so with one all are set again.
 */
export function restoreCallLimits(
  callLimits: CallLimits,
  { view, logger }: Service,
  { all, life }: { all: boolean; life: Lifecycle },
): void {
  const restoring = (async () => {
    while (!life.signal.aborted) {
      try {
        if (view.isUp()) {
          logger.info({ timers: await callLimits.restore(all) }, 'open calls compared with timers');
          return;
        }
      } catch (err) {
        if (!(err instanceof Unavailable)) logger.error({ err }, 'open calls could not be compared with timers');
      }
      await pause(1_000, life.signal);
    }
  })();
  life.onClose('comparing open calls with timers', () => restoring);
}
