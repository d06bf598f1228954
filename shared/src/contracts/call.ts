import { z } from 'zod';
import { Actor } from '../identity/actor.ts';
import { Citizen } from './citizen.ts';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { Fallback, TransferReason, TransferRequest } from './transfer-request.ts';
import { Id, PersonId, Slug, Timestamp } from './values.ts';

export const CallState = z.enum([
  'ringing',
  'answered',
  'resolved',
  'transferring',
  'transferred',
  'ticketed',
  'ended',
  'abandoned',
]);
export type CallState = z.infer<typeof CallState>;

/** A Vormerkung as the call remembers it: what the agent told the caller. */
export const CallTicket = z.object({
  ticketId: Id,
  departmentId: Slug,
  answerBy: z.enum(['callback', 'email']),
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  wishMet: z.boolean().optional(),
  promiseBy: Timestamp,
});
export type CallTicket = z.infer<typeof CallTicket>;

/** One attempt to put the caller through, and what came of it. */
export const CallTransfer = z.object({
  transferId: Id,
  departmentId: Slug,
  outcome: z.enum(['pending', 'connected', 'ticket', 'refused']),
  requestedAt: Timestamp,
  requestedBy: Actor.optional().describe('Who asked for it; calls of before this was kept have none'),
  request: TransferRequest,
  reason: TransferReason.optional(),
  number: z.string().optional(),
  briefing: z.string().optional(),
  opensAt: Timestamp.optional(),
  ticket: CallTicket.optional(),
  bouncedAt: Timestamp.optional().describe('Put through, but nobody there picked up: the caller was back at that time'),
  bounceOf: Id.optional().describe('The transfer that nobody picked up and that this one goes on from'),
});
export type CallTransfer = z.infer<typeof CallTransfer>;

/** Who ended a call; `limit`: nobody did, and the frontend that reported it was not heard of for too long. */
export const CallEndedBy = z.enum(['caller', 'agent', 'system', 'limit']);
export type CallEndedBy = z.infer<typeof CallEndedBy>;

/** Why a call ended, as telephone systems and frontends say it; they may say something else. */
export const CALL_CAUSES = [
  ...['normal', 'normalClearing', 'hangup', 'hung-up', 'cancel', 'busy', 'noAnswer', 'congestion', 'notFound'],
  'forwarded',
] as const;

/** Articles that were sent to the caller. */
export const ArticleMail = z.object({ mailId: Id, articleIds: z.array(Slug), at: Timestamp });

export const Call = z.object({
  callId: Id,
  state: CallState,
  line: z.literal('hotline'),
  citizen: Citizen.describe('The caller, as far as the line shows them'),
  source: Id.describe('The frontend or telephone system that reported the call'),
  agentId: PersonId.optional(),
  receivedAt: Timestamp,
  answeredAt: Timestamp.optional(),
  endedAt: Timestamp.optional(),
  withinHours: z.boolean(),
  transfers: z.array(CallTransfer),
  tickets: z.array(Id),
  resolution: z
    .object({
      outcome: z.string(),
      topicId: Slug.optional(),
      articleIds: z.array(Slug).optional(),
      note: z.string().optional(),
    })
    .optional(),
  talkMs: z.number().int().nonnegative().optional(),
  cause: z.string().optional(),
  endedBy: CallEndedBy.optional(),
  articleMails: z.array(ArticleMail).optional(),
  erasedAt: ErasedAt,
  revision: z.number().int().positive(),
});
export type Call = z.infer<typeof Call>;

export const CallAggregate = defineAggregate({
  name: 'call',
  stream: 'CALLS',
  state: Call,
  idOf: (call) => call.callId,
  filter: (callId) => `calls.${callId}.>`,
  subject: (call, token) => `calls.${call.callId}.${token}`,
  subjects: 'calls.*.>',
});

export const CallReceived = defineEvent('CallReceived', {
  version: 1,
  summary: 'A citizen is on the line.',
  aggregate: CallAggregate,
});

export const CallAnswered = defineEvent('CallAnswered', {
  version: 1,
  summary: 'An agent took the call; the first one wins.',
  aggregate: CallAggregate,
  data: { agentId: PersonId, waitedMs: z.number().int().nonnegative() },
});

export const CallResolved = defineEvent('CallResolved', {
  version: 1,
  summary: 'The agent answered the concern directly.',
  aggregate: CallAggregate,
  data: { outcome: z.string(), topicId: Slug.optional(), articleIds: z.array(Slug).optional() },
});

export const TransferRequested = defineEvent('TransferRequested', {
  version: 1,
  summary: 'The agent wants a department, or a Vormerkung because the answer takes longer.',
  aggregate: CallAggregate,
  data: {
    transferId: Id,
    departmentId: Slug,
    reason: z.enum(['asked', 'takes-longer', 'no-answer']),
    fallback: Fallback,
    request: TransferRequest,
  },
});

export const CallTransferred = defineEvent('CallTransferred', {
  version: 1,
  summary: "The caller was put through to the department's central number.",
  aggregate: CallAggregate,
  data: { transferId: Id, departmentId: Slug, number: z.string() },
});

export const CallTicketed = defineEvent('CallTicketed', {
  version: 1,
  summary: 'The caller got a Vormerkung.',
  aggregate: CallAggregate,
  data: { transferId: Id, reason: TransferReason, ticket: CallTicket },
});

export const CallRefused = defineEvent('CallRefused', {
  version: 1,
  summary: 'The caller could neither be put through nor noted: they get number and hours.',
  aggregate: CallAggregate,
  data: { transferId: Id, reason: TransferReason, number: z.string().optional(), opensAt: Timestamp.optional() },
});

export const CallEnded = defineEvent('CallEnded', {
  version: 1,
  summary: 'The call is over.',
  aggregate: CallAggregate,
  data: {
    talkMs: z.number().int().nonnegative().optional(),
    cause: z.string().optional(),
    endedBy: CallEndedBy.optional(),
  },
});

export const CallAbandoned = defineEvent('CallAbandoned', {
  version: 1,
  summary: 'The caller hung up, was cut off or was lost before an agent took the call.',
  aggregate: CallAggregate,
  data: { cause: z.string().optional(), endedBy: CallEndedBy.optional() },
});

export const CallErased = defineEvent('CallErased', {
  version: 1,
  summary: 'The caller is forgotten: ids, times and outcomes are all that is left of the call.',
  aggregate: CallAggregate,
  data: erasureData,
});

export const ArticlesRequested = defineEvent('ArticlesRequested', {
  version: 1,
  summary: 'The caller wants these articles by mail.',
  aggregate: CallAggregate,
  data: { mailId: Id, articleIds: z.array(Slug), citizen: Citizen },
});
