import {
  type Call,
  CALL_CAUSES,
  CallErased,
  type CallTransfer,
  codeOnly,
  type ErasureReason,
  OUTCOMES,
  type TransferRequest,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened, type Unnumbered } from '@serviceportal/shared/decision';
import { Temporal } from '@serviceportal/shared/time';
import { type Moment, unknownCall } from './call.ts';

/** What is left of a call: listed field by field, so that a field added later is not kept by oversight. */
function markerOf(call: Call, at: Moment): Unnumbered<Call> {
  const { callId, state, line, source, agentId, receivedAt, answeredAt, endedAt, withinHours, tickets } = call;
  const { talkMs, endedBy, articleMails, resolution } = call;
  return {
    ...{ callId, state, line, source, agentId, receivedAt, answeredAt, endedAt, withinHours, tickets },
    ...{ talkMs, endedBy, articleMails },
    citizen: {},
    cause: codeOnly(call.cause, CALL_CAUSES),
    transfers: call.transfers.map(withoutPerson),
    resolution: resolution && {
      outcome: codeOnly(resolution.outcome, OUTCOMES),
      topicId: resolution.topicId,
      articleIds: resolution.articleIds,
    },
    erasedAt: at,
  };
}

function withoutPerson(transfer: CallTransfer): CallTransfer {
  const { transferId, departmentId, outcome, requestedAt, request, reason, number, opensAt, ticket } = transfer;
  const { requestedBy, bouncedAt, bounceOf } = transfer;
  return {
    ...{
      transferId,
      departmentId,
      outcome,
      requestedAt,
      reason,
      number,
      opensAt,
      ticket,
      requestedBy,
      bouncedAt,
      bounceOf,
    },
    request: emptyRequest(request),
  };
}

function emptyRequest({ topicId, fallback }: TransferRequest): TransferRequest {
  return { topicId, fallback, subject: '', question: '', citizen: {} };
}

/** Whether somebody is still on the line: what is said right now is needed to help them. */
function isRunning({ endedAt }: Pick<Call, 'endedAt'>): boolean {
  return endedAt === undefined;
}

/** The caller is forgotten; done already (for now) while the call goes on. */
export function eraseCall(call: Call | undefined, at: Moment, why: ErasureReason): Decision<Call> {
  if (!call) return unknownCall();
  return isRunning(call) ? alreadyDone : happened(CallErased, markerOf(call, at), { why });
}

/** The time for keeping it is over; done already where it is not. */
export function eraseAgedCall(call: Call | undefined, before: Temporal.Instant, at: Moment): Decision<Call> {
  if (call?.endedAt !== undefined && Temporal.Instant.compare(call.endedAt, before) >= 0) return alreadyDone;
  return eraseCall(call, at, 'age');
}
