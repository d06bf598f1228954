import {
  type Call,
  CallAbandoned,
  CallAggregate,
  CallAnswered,
  CallEnded,
  CallReceived,
  TeamAggregate,
} from '@serviceportal/shared/contracts';
import { type Context, react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { followCall } from '../domain/team.ts';

/** An agent took a call or is through with it: a seated agent's state follows from that. */
export function onCallHandled({ log }: Service): Reaction[] {
  const calls = log.aggregate(CallAggregate);
  const teams = log.aggregate(TeamAggregate);

  async function follow({ callId, agentId }: Call, { cause, ...context }: Context): Promise<void> {
    if (!agentId) return;
    const team = await teams.load('main');
    if (!team?.state.agents.some((agent) => agent.agentId === agentId)) return;
    // The event may be late: what counts is the call as it is now.
    const { state: call } = await calls.require(callId);
    // Not remembered: the team would carry the causes of every call for months, and the state alone says what is done.
    await teams.handle('main', { ...context, cause: { id: cause.id } }, (current) => followCall(call, current));
  }

  return [CallReceived, CallAnswered, CallEnded, CallAbandoned].map((contract) =>
    react(contract, ({ data: { call } }, context) => follow(call, context)),
  );
}
