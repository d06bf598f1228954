import type { Reach } from '@serviceportal/shared/access';
import {
  ArticleMail,
  type Call,
  CallEndedBy,
  CallState,
  Id,
  PersonId,
  Slug,
  Timestamp,
  TransferReason,
} from '@serviceportal/shared/contracts';
import { E164 } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { extentOfCall } from './own-calls.ts';

/** A call as others see it: of the caller only the number it comes from, nothing of what was said. */
export const CallAnswer = z
  .object({
    callId: Id,
    state: CallState,
    line: z.literal('hotline'),
    from: E164.optional().describe('Absent when withheld'),
    source: Id,
    agentId: PersonId.optional(),
    receivedAt: Timestamp,
    answeredAt: Timestamp.optional(),
    endedAt: Timestamp.optional(),
    withinHours: z.boolean(),
    transfers: z.array(
      z.object({
        transferId: Id,
        departmentId: Slug,
        outcome: z.enum(['pending', 'connected', 'ticket', 'refused']),
        reason: TransferReason.optional(),
        bouncedAt: Timestamp.optional().describe('Put through, but nobody there picked up'),
        bounceOf: Id.optional().describe('The transfer that nobody picked up and that this one goes on from'),
      }),
    ),
    tickets: z.array(Id),
    resolution: z
      .object({ outcome: z.string(), topicId: Slug.optional(), articleIds: z.array(Slug).optional() })
      .optional(),
    talkMs: z.number().optional(),
    cause: z.string().optional(),
    endedBy: CallEndedBy.optional(),
    articleMails: z.array(ArticleMail).optional(),
    revision: z.number(),
    redacted: z.literal(true).optional().describe("Another agent's call: how it stands, and nothing else"),
  })
  .meta({ id: 'Call' });
export type CallAnswer = z.infer<typeof CallAnswer>;

export const OneCall = z.object({ call: CallAnswer });

/** One call as whoever is on the line needs it: outside the hours with what to tell the caller. */
export const CallOnLine = OneCall.extend({
  announcement: z.string().optional().describe('Outside the hours: what the line should say, in German'),
  vormerkungOffered: z.literal(true).optional().describe('Outside the hours: the caller may have a Vormerkung'),
});

/** The call as far as `reach` goes: of another agent's call only how it stands, so neither number, department nor ticket. */
export function callAnswer(call: Call, reach: Reach): CallAnswer {
  return extentOfCall(call, reach) === 'whole' ? wholeCall(call) : redactedCall(call);
}

export function redactedCall(call: Call): CallAnswer {
  const { callId, state, line, source, agentId, receivedAt, answeredAt, endedAt, withinHours, revision } = call;
  const shown = { callId, state, line, source, agentId, receivedAt, answeredAt, endedAt, withinHours, revision };
  return { ...shown, transfers: [], tickets: [], redacted: true };
}

function wholeCall(call: Call): CallAnswer {
  const { callId, state, line, source, agentId, receivedAt, answeredAt, endedAt, withinHours, tickets } = call;
  return {
    ...{ callId, state, line, from: call.citizen.phone, source, agentId, receivedAt, answeredAt, endedAt, withinHours },
    transfers: call.transfers.map(({ transferId, departmentId, outcome, reason, bouncedAt, bounceOf }) => {
      return { transferId, departmentId, outcome, reason, bouncedAt, bounceOf };
    }),
    tickets,
    resolution: call.resolution && withoutNote(call.resolution),
    talkMs: call.talkMs,
    cause: call.cause,
    endedBy: call.endedBy,
    articleMails: call.articleMails,
    revision: call.revision,
  };
}

function withoutNote({ outcome, topicId, articleIds }: NonNullable<Call['resolution']>) {
  return { outcome, topicId, articleIds };
}
