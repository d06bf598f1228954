import { z } from 'zod';
import { Citizen } from './citizen.ts';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { CallbackWish, TransferReason } from './transfer-request.ts';
import { Id, PersonId, Slug, Timestamp } from './values.ts';

export const TicketState = z.enum(['open', 'taken', 'answered', 'closed']);
export type TicketState = z.infer<typeof TicketState>;

export const AttemptResult = z.enum(['reached', 'no-answer', 'busy', 'wrong-number']);
export type AttemptResult = z.infer<typeof AttemptResult>;

/** One time a clerk rang the citizen. */
export const Attempt = z.object({
  at: Timestamp,
  clerkId: PersonId,
  result: AttemptResult,
  nextAt: Timestamp.optional(),
  note: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

export const Answer = z.object({
  by: z.enum(['phone', 'email']),
  text: z.string(),
  at: Timestamp,
  clerkId: PersonId,
});
export type Answer = z.infer<typeof Answer>;

/** The same person asked again about the same: what was added to the Vormerkung instead of making another. */
export const Addition = z.object({
  at: Timestamp,
  subject: z.string().optional(),
  question: z.string(),
  callId: Id.optional(),
});
export type Addition = z.infer<typeof Addition>;

/** Why a callback was planned anew. */
export const PlanReason = z.enum(['clerk', 'closure', 'moved', 'reopened', 'merged']);
export type PlanReason = z.infer<typeof PlanReason>;

/** A Vormerkung: a department owes a citizen an answer. */
export const Ticket = z.object({
  ticketId: Id,
  departmentId: Slug,
  state: TicketState,
  origin: z.enum(['call', 'web', 'mail']),
  subject: z.string(),
  question: z.string(),
  citizen: Citizen,
  topicId: Slug.optional(),
  callId: Id.optional(),
  transferId: Id.optional(),
  reason: TransferReason.optional().describe('Why the caller was not put through, where a call led to the ticket'),
  answerBy: z.enum(['callback', 'email']),
  wish: CallbackWish.optional(),
  wishMet: z.boolean().optional(),
  openedAt: Timestamp,
  promiseBy: Timestamp,
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  callbackPlan: z
    .number()
    .int()
    .nonnegative()
    .describe('Counts the plannings of the callback; a timer names the one it serves'),
  callbackDue: z.number().int().nonnegative().describe('The latest planning whose CallbackDue was raised; 0 for none'),
  assignee: PersonId.optional(),
  attempts: z.array(Attempt),
  triesInVain: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('Attempts in a row that reached nobody, since a person planned the callback last'),
  answer: Answer.optional(),
  outcome: z.string().optional(),
  closedAt: Timestamp.optional(),
  additions: z.array(Addition).optional(),
  overdueAt: Timestamp.optional().describe('When the promise had passed without an answer; nobody answered since'),
  reopenedByCitizen: z.boolean().optional().describe('The citizen said once that this was no answer; they may once'),
  mergedInto: Id.optional().describe('Closed, since that ticket holds the concern now'),
  absorbed: z.array(Id).optional().describe('The tickets that were merged into this one'),
  consentWithdrawnAt: Timestamp.optional().describe('When the citizen took back the consent to e-mail'),
  erasedAt: ErasedAt,
  directoryRevision: z.number().int().nonnegative(),
  revision: z.number().int().positive(),
});
export type Ticket = z.infer<typeof Ticket>;

export const TicketAggregate = defineAggregate({
  name: 'ticket',
  stream: 'TICKETS',
  state: Ticket,
  idOf: (ticket) => ticket.ticketId,
  filter: (ticketId) => `tickets.*.${ticketId}.>`,
  subject: (ticket, token) => `tickets.${ticket.departmentId}.${ticket.ticketId}.${token}`,
  subjects: 'tickets.*.*.>',
});

export const TicketOpened = defineEvent('TicketOpened', {
  version: 1,
  summary:
    'A caller could not be put through, the answer takes longer, or a citizen wrote: the department owes an answer.',
  aggregate: TicketAggregate,
  data: { origin: z.enum(['call', 'web', 'mail']) },
});

export const TicketTaken = defineEvent('TicketTaken', {
  version: 1,
  summary: 'A clerk works on the ticket.',
  aggregate: TicketAggregate,
  data: { clerkId: PersonId },
});

export const TicketReturned = defineEvent('TicketReturned', {
  version: 1,
  summary: 'The clerk gave the ticket back: anybody in the department may take it.',
  aggregate: TicketAggregate,
  data: { clerkId: PersonId, why: z.string().optional() },
});

export const TicketMovedOut = defineEvent('TicketMovedOut', {
  version: 1,
  summary: 'Another department is responsible: this one sees the ticket leave. Stored together with TicketMovedIn.',
  aggregate: TicketAggregate,
  data: { from: Slug, to: Slug, why: z.string() },
});

export const TicketMovedIn = defineEvent('TicketMovedIn', {
  version: 1,
  summary: 'This department is responsible now; the callback is planned in its hours.',
  aggregate: TicketAggregate,
  data: {
    ...{ from: Slug, to: Slug, why: z.string() },
    previously: z
      .object({ callbackAt: Timestamp, callbackUntil: Timestamp.optional() })
      .optional()
      .describe('The window the citizen had been told'),
  },
});

export const CallbackPlanned = defineEvent('CallbackPlanned', {
  version: 1,
  summary: 'The citizen will be called at another time than was said before.',
  aggregate: TicketAggregate,
  data: { reason: PlanReason, previously: Timestamp.optional().describe('When it had been planned for') },
});

export const CallbackDue = defineEvent('CallbackDue', {
  version: 1,
  summary: 'The agreed time has come: the citizen is to be called now.',
  aggregate: TicketAggregate,
  data: { attempt: z.number().int().positive(), callbackAt: Timestamp },
});

export const CallbackAttempted = defineEvent('CallbackAttempted', {
  version: 1,
  summary: 'A clerk rang the citizen.',
  aggregate: TicketAggregate,
  data: {
    clerkId: PersonId,
    result: AttemptResult,
    nextAt: Timestamp.optional(),
    triesUsedUp: z.boolean().optional().describe('Not reached so often that they get a mail or a letter instead'),
  },
});

export const CallbackOverdue = defineEvent('CallbackOverdue', {
  version: 1,
  summary: 'The promise has passed and nobody answered or reached the citizen.',
  aggregate: TicketAggregate,
  data: { promiseBy: Timestamp },
});

export const QuestionAdded = defineEvent('QuestionAdded', {
  version: 1,
  summary: 'The citizen asked again about the same: it was added to the open ticket.',
  aggregate: TicketAggregate,
  data: { addition: Addition },
});

export const TicketAnswered = defineEvent('TicketAnswered', {
  version: 1,
  summary: 'The citizen has the answer, or gets it by mail now.',
  aggregate: TicketAggregate,
  data: { by: z.enum(['phone', 'email']), clerkId: PersonId },
});

export const TicketClosed = defineEvent('TicketClosed', {
  version: 1,
  summary: 'The concern is settled; the outcome says how.',
  aggregate: TicketAggregate,
  data: { outcome: z.string() },
});

export const TicketReopened = defineEvent('TicketReopened', {
  version: 1,
  summary: 'What was answered or closed is owed again.',
  aggregate: TicketAggregate,
  data: { why: z.string(), by: z.enum(['clerk', 'citizen']) },
});

export const TicketMerged = defineEvent('TicketMerged', {
  version: 1,
  summary: 'Another ticket holds this concern now. Stored together with TicketAbsorbed of that one.',
  aggregate: TicketAggregate,
  data: { into: Id, why: z.string().optional() },
});

export const TicketAbsorbed = defineEvent('TicketAbsorbed', {
  version: 1,
  summary: 'This ticket holds the concern of another one too.',
  aggregate: TicketAggregate,
  data: { from: Id },
});

export const EmailConsentWithdrawn = defineEvent('EmailConsentWithdrawn', {
  version: 1,
  summary: 'The citizen wants no mails any more that tell of the concern: the answer waits for them or comes by phone.',
  aggregate: TicketAggregate,
  data: { by: z.enum(['clerk', 'citizen']) },
});

export const TicketErased = defineEvent('TicketErased', {
  version: 1,
  summary: 'The citizen is forgotten: department, times and what became of it are all that is left of the ticket.',
  aggregate: TicketAggregate,
  data: erasureData,
});
