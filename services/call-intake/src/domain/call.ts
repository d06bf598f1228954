import {
  type Call,
  CallAbandoned,
  CallAnswered,
  CallEnded,
  type CallEndedBy,
  CallReceived,
  CallResolved,
  type CallState,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened, type Unnumbered } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';

/** A moment in the city's time, as it stands on events: `2026-11-23T10:00:00+01:00`. */
export type Moment = string;

/** What is known of a call; `state` and `tickets` follow from it. */
type CallFacts = Omit<Call, 'state' | 'tickets' | 'revision'>;

/**
 * The call that these facts make. The state is never stepped on from the one before, so events that arrive late, twice
 * or in another order end in the same call.
 */
export function callWith(facts: CallFacts): Unnumbered<Call> {
  const tickets = facts.transfers.flatMap(({ ticket }) => (ticket ? [ticket.ticketId] : []));
  return { ...facts, tickets, state: stateOf(facts) };
}

const STATE_BY_OUTCOME = { pending: 'transferring', connected: 'transferred', ticket: 'ticketed' } as const;

function stateOf({ answeredAt, endedAt, transfers, resolution }: CallFacts): CallState {
  if (endedAt) return answeredAt ? 'ended' : 'abandoned';
  const latest = transfers.at(-1)?.outcome ?? 'refused';
  if (latest !== 'refused') return STATE_BY_OUTCOME[latest];
  if (resolution) return 'resolved';
  return answeredAt ? 'answered' : 'ringing';
}

export function unknownCall(): Refusal {
  return refuse('not-found', 'There is no call with this id.');
}

/**
 * The call in the hands of whoever acts on it. Who resolves or transfers a ringing call evidently speaks with the
 * caller: a frontend that skipped `answer` has it answered by that. Refused where another agent has the call.
 */
export function inHandsOf(actor: Actor, call: Call, now: Moment): Call | Refusal {
  const agentId = actor.type === 'agent' ? actor.id : call.agentId;
  if (call.agentId && call.agentId !== agentId) return takenByAnother();
  return { ...call, agentId, answeredAt: call.answeredAt ?? now };
}

function takenByAnother(): Refusal {
  return refuse('conflict', 'Another agent has this call.');
}

export function hungUp(): Refusal {
  return refuse('conflict', 'The caller hung up before anybody took the call.');
}

export interface ReceiveCall extends Pick<Call, 'callId' | 'line' | 'source' | 'withinHours'> {
  /** The caller's number in E.164; undefined when withheld. */
  readonly from?: string;
  /** The agent who has the caller on the line already. */
  readonly agentId?: string;
  readonly receivedAt: Moment;
}

/** A citizen is on the line, also outside the hotline's hours. */
export function receiveCall(command: ReceiveCall, call: Call | undefined): Decision<Call> {
  if (call) return alreadyDone;
  const { callId, line, source, agentId, receivedAt, withinHours, from } = command;
  const received = { callId, line, source, agentId, receivedAt, withinHours };
  const answeredAt = agentId && receivedAt;
  return happened(CallReceived, callWith({ ...received, citizen: { phone: from }, answeredAt, transfers: [] }));
}

/** An agent takes the call; the first one wins. */
export function answerCall(agentId: string, call: Call | undefined, now: Moment): Decision<Call> {
  if (!call) return unknownCall();
  if (call.agentId === agentId) return alreadyDone;
  if (call.agentId) return takenByAnother();
  if (call.endedAt) return call.answeredAt ? refuse('conflict', 'The call is over already.') : hungUp();
  const answeredAt = call.answeredAt ?? now;
  const waitedMs = Math.max(0, Temporal.Instant.from(call.receivedAt).until(answeredAt).total('milliseconds'));
  return happened(CallAnswered, callWith({ ...call, agentId, answeredAt }), { agentId, waitedMs });
}

export type Resolution = NonNullable<Call['resolution']>;

/** The agent answered directly; also told after the call, as agents write it down then. */
export function resolveCall(resolution: Resolution, call: Call | undefined, actor: Actor, now: Moment): Decision<Call> {
  if (!call) return unknownCall();
  if (call.state === 'abandoned') return hungUp();
  const held = inHandsOf(actor, call, now);
  if (held instanceof Refusal) return held;
  if (call.resolution) {
    return isSame(call.resolution, resolution) ? alreadyDone : refuse('conflict', 'This call is resolved already.');
  }
  const { outcome, topicId, articleIds } = resolution;
  return happened(CallResolved, callWith({ ...held, resolution }), { outcome, topicId, articleIds });
}

function isSame(left: Resolution, right: Resolution): boolean {
  const parts = ({ outcome, topicId, articleIds, note }: Resolution) => [outcome, topicId, articleIds, note];
  return JSON.stringify(parts(left)) === JSON.stringify(parts(right));
}

export interface EndCall {
  /** Who ended it, as far as whoever reports it knows. */
  readonly by?: CallEndedBy;
  readonly talkMs?: number;
  /** In the words of the telephone system. */
  readonly cause?: string;
}

/** The line is free again. A call that nobody took was given up by the caller, or lost. */
export function endCall({ by, talkMs, cause }: EndCall, call: Call | undefined, now: Moment): Decision<Call> {
  if (!call) return unknownCall();
  if (call.endedAt) return alreadyDone;
  const over = { ...call, endedAt: now, endedBy: by, cause };
  if (!call.answeredAt) return happened(CallAbandoned, callWith(over), { endedBy: by, cause });
  return happened(CallEnded, callWith({ ...over, talkMs }), { endedBy: by, talkMs, cause });
}
