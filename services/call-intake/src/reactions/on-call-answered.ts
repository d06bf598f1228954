import { CallAnswered } from '@serviceportal/shared/contracts';
import { Actor } from '@serviceportal/shared/identity';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { Temporal } from '@serviceportal/shared/time';

/**
 * An agent took a ringing call: recorded for the audit log from what is on disk already, so that the agent did not wait
 * for it and no kill loses it. After a kill in here the same record may stand there twice.
 */
export function onCallAnswered({ audit }: Service): Reaction {
  return react(CallAnswered, async ({ authtype, authid, time, data: { call, agentId } }) => {
    const actor = Actor.parse({ type: authtype, id: authid });
    await audit.happened({ name: 'answer-call', body: { agentId }, actor, at: Temporal.Instant.from(time) }, { call });
  });
}
