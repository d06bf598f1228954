import { CallAggregate, CallErased } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { callErased } from '../facts.ts';

/** The marker stands: what was before it goes, bytes and all. */
export function onCallErased({ log, logger }: Service): Reaction {
  return react(CallErased, async ({ sequence, data: { call, why } }) => {
    const { callId } = call;
    await log.forget(CallAggregate, callId, sequence);
    // Here and not where the marker is written: a kill right after that must not cost the line that a restore needs.
    callErased(logger, { why, callId });
  });
}
