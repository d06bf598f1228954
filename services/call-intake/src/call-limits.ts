import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { restoreTimers, type Timers } from '@serviceportal/shared/log';
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

/** A city clock may have been set anew since the timers were, so with one `all` are set again. */
export function restoreCallLimits(
  callLimits: CallLimits,
  { view, logger }: Service,
  { all, timers, life }: { all: boolean; timers: Timers; life: Lifecycle },
): void {
  restoreTimers('open calls', () => callLimits.restore(all), { timers, isUp: () => view.isUp(), logger, life });
}
