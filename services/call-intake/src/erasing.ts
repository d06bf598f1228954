import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Context, Outcome } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { agedIds } from '@serviceportal/shared/view';
import { eraseAgedCall, eraseCall } from './domain/erasure.ts';
import { callErased } from './facts.ts';

/** Where calls are erased: each by its marker, which the reaction to it makes true everywhere. */
export interface Erasing {
  /** Erases the call, unless it goes on; nothing where there is none. */
  erase(callId: string, context: Context): Promise<'erased' | 'running' | 'unknown'>;
  /** Erases the calls that were over before then; gives the number. */
  eraseAged(before: Temporal.Instant): Promise<number>;
}

export function createErasing({ log, view, clock, logger }: Service): Erasing {
  const calls = log.aggregate(CallAggregate);
  const now = () => formatTimestamp(clock.now(), clock.zone);

  function told({ state, repeated }: Outcome<Call>, why: 'asked' | 'age'): boolean {
    const isNew = !repeated && state.erasedAt !== undefined;
    if (isNew) callErased(logger, { why, callId: state.callId });
    return isNew;
  }

  return {
    async erase(callId, context) {
      if (!(await calls.load(callId))) return 'unknown';
      const outcome = await calls.erase(callId, context, (call) => eraseCall(call, now(), 'asked'));
      told(outcome, 'asked');
      return outcome.state.erasedAt === undefined ? 'running' : 'erased';
    },
    async eraseAged(before) {
      let erased = 0;
      for (const callId of await agedIds(view, 'calls', before)) {
        const cause = { id: `retention:${callId}` };
        const context = { cause, actor: { type: 'service', id: log.service } } as const;
        const outcome = await calls.erase(callId, context, (call) => eraseAgedCall(call, before, now()));
        if (told(outcome, 'age')) erased += 1;
      }
      return erased;
    },
  };
}
