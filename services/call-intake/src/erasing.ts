import { CallAggregate } from '@serviceportal/shared/contracts';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { agedIds } from '@serviceportal/shared/view';
import { eraseAgedCall, eraseCall } from './domain/erasure.ts';

/** Where calls are erased: each by its marker, which the reaction to it makes true everywhere. */
export interface Erasing {
  /** Erases the call, unless it goes on; nothing where there is none. */
  erase(callId: string, context: Context): Promise<'erased' | 'running' | 'unknown'>;
  /** Erases the calls that were over before then; gives the number. */
  eraseAged(before: Temporal.Instant): Promise<number>;
}

export function createErasing({ log, view, clock }: Service): Erasing {
  const calls = log.aggregate(CallAggregate);
  const now = () => formatTimestamp(clock.now(), clock.zone);

  return {
    async erase(callId, context) {
      if (!(await calls.load(callId))) return 'unknown';
      const { state } = await calls.erase(callId, context, (call) => eraseCall(call, now(), 'asked'));
      return state.erasedAt === undefined ? 'running' : 'erased';
    },
    async eraseAged(before) {
      let erased = 0;
      for (const callId of await agedIds(view, 'calls', before)) {
        const cause = { id: `retention:${callId}` };
        const context = { cause, actor: { type: 'service', id: log.service } } as const;
        const { repeated } = await calls.erase(callId, context, (call) => eraseAgedCall(call, before, now()));
        if (!repeated) erased += 1;
      }
      return erased;
    },
  };
}
