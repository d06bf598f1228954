import { CallAggregate, CallErased } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';

/** The marker stands: what was before it goes, bytes and all. */
export function onCallErased({ log }: Service): Reaction {
  return react(
    CallErased,
    async ({ sequence, data: { call } }) => void (await log.forget(CallAggregate, call.callId, sequence)),
  );
}
