import {
  AgentStateChanged,
  type AgentState,
  type Call,
  codeOnly,
  PAUSE_REASONS,
  type SeatedAgent,
  type Team,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import type { Moment } from './call.ts';

export interface ChangeAgentState {
  readonly agentId: string;
  readonly state: AgentState;
  /** In the agent's words, of which only a known one is kept. */
  readonly reason?: string;
  /** How many agents may sit at once. */
  readonly seats: number;
}

/** A browser that was closed says nothing: who was not heard of for so long has gone home, and the seat is free. */
const GONE_AFTER = { hours: 12 };

function seatedAt(team: Team | undefined, now: Moment): SeatedAgent[] {
  const earliest = Temporal.Instant.from(now).subtract(GONE_AFTER);
  const heardOf = ({ since, latestCall }: SeatedAgent) => [since, latestCall?.answeredAt ?? since];
  return (team?.agents ?? []).filter((agent) =>
    heardOf(agent).some((moment) => Temporal.Instant.compare(moment, earliest) > 0),
  );
}

/** An agent says what they do. Who isn't seated yet takes a seat by that, if one is free; `away` frees it. */
export function changeAgentState(command: ChangeAgentState, team: Team | undefined, now: Moment): Decision<Team> {
  const { agentId, state, seats } = command;
  const reason = codeOnly(command.reason, PAUSE_REASONS);
  const agents = seatedAt(team, now);
  const seated = agents.find((agent) => agent.agentId === agentId);
  if (state === 'away') {
    if (team && !team.agents.some((agent) => agent.agentId === agentId)) return alreadyDone;
    const left = agents.filter((agent) => agent !== seated);
    return happened(AgentStateChanged, { teamId: 'main', agents: left }, { agentId, state, reason });
  }
  if (seated?.state === state && seated.reason === reason) return alreadyDone;
  if (!seated && agents.length >= seats) {
    const taken = seats === 1 ? 'The one seat of the hotline is' : `All ${seats} seats of the hotline are`;
    return refuse('conflict', `${taken} taken: one agent has to go away first.`);
  }
  return withAgent(agents, { agentId, state, since: now, reason, latestCall: seated?.latestCall });
}

/**
 * An agent follows their calls: busy with the one they answered last, writing up when that one is over. `call` must be
 * the newest there is; then it makes no difference in which order its events arrive, nor how often. What the agent said
 * since the call was answered stands.
 */
export function followCall(call: Call, team: Team | undefined): Decision<Team> {
  const { callId, agentId, answeredAt, endedAt } = call;
  const agents = team?.agents ?? [];
  const agent = agents.find((each) => each.agentId === agentId);
  if (!agent || !answeredAt) return alreadyDone;
  const isKnown = agent.latestCall?.callId === callId;
  if (isKnown && (!endedAt || agent.state !== 'busy' || agent.callId !== callId)) return alreadyDone;
  if (!isKnown && isOlder({ callId, answeredAt }, agent)) return alreadyDone;
  const now = endedAt
    ? ({ state: 'wrap-up', since: endedAt } as const)
    : ({ state: 'busy', since: answeredAt } as const);
  return withAgent(agents, { agentId: agent.agentId, ...now, callId, latestCall: { callId, answeredAt } });
}

/** Whether the agent has answered another call since, or said since then what they do. */
function isOlder(call: { callId: string; answeredAt: Moment }, { latestCall, callId, since }: SeatedAgent): boolean {
  const byTime = latestCall ? Temporal.Instant.compare(call.answeredAt, latestCall.answeredAt) : 1;
  if (byTime < 0 || (byTime === 0 && call.callId < latestCall!.callId)) return true;
  // With a call the state follows from it, which was just compared; without one the agent said it.
  return callId === undefined && Temporal.Instant.compare(call.answeredAt, since) < 0;
}

/** The agent keeps their place in the list, or gets the last. */
function withAgent(agents: readonly SeatedAgent[], agent: SeatedAgent): Decision<Team> {
  const isSeated = agents.some(({ agentId }) => agentId === agent.agentId);
  const after = isSeated ? agents.map((each) => (each.agentId === agent.agentId ? agent : each)) : [...agents, agent];
  const { agentId, state, reason, callId } = agent;
  return happened(AgentStateChanged, { teamId: 'main', agents: after }, { agentId, state, reason, callId });
}

/** How many do what; nothing of any single agent. */
export function teamFigures(team: Team | undefined, seats: number, now: Moment) {
  const agents = seatedAt(team, now);
  const count = (state: SeatedAgent['state']) => agents.filter((agent) => agent.state === state).length;
  return {
    seats,
    ready: count('ready'),
    busy: count('busy'),
    pause: count('pause'),
    wrapUp: count('wrap-up'),
    // An editor may have taken seats away while people sat on them.
    free: Math.max(0, seats - agents.length),
  };
}
