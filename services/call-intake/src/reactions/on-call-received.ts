import { type Call, CallAggregate, CallReceived } from '@serviceportal/shared/contracts';
import { Actor } from '@serviceportal/shared/identity';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { Temporal } from '@serviceportal/shared/time';
import type { CallLimits } from '../call-limits.ts';

/**
 * A call came in, by HTTP or from the bus: recorded for the audit log from what is on disk already, so that nobody on the
 * phone waited for it and no kill loses it (after a kill in here the same record may stand there twice), and a timer waits in
 * case its frontend vanishes and nobody ever ends it.
 */
export function onCallReceived({ log, audit }: Service, callLimits: CallLimits): Reaction {
  const calls = log.aggregate(CallAggregate);

  async function keepLimit(call: Call): Promise<void> {
    const loaded = await calls.load(call.callId);
    await callLimits.keep(loaded?.state ?? call);
  }

  return react(CallReceived, async ({ authtype, authid, time, data: { call } }) => {
    const actor = Actor.parse({ type: authtype, id: authid });
    const body = { agentId: call.agentId };
    const done = { name: 'receive-call', body, actor, at: Temporal.Instant.from(time) };
    await Promise.all([audit.happened(done, { call }), keepLimit(call)]);
  });
}
