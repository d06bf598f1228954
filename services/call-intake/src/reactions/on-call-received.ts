import { CallAggregate, CallReceived } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { CallLimits } from '../call-limits.ts';

/** A call came in: a timer waits in case its frontend vanishes and nobody ever ends it. */
export function onCallReceived({ log }: Service, callLimits: CallLimits): Reaction {
  const calls = log.aggregate(CallAggregate);
  return react(CallReceived, async ({ data: { call } }) => {
    const loaded = await calls.load(call.callId);
    await callLimits.keep(loaded?.state ?? call);
  });
}
