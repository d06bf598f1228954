import { z } from 'zod';
import { Citizen } from './citizen.ts';
import { defineAggregate, defineEvent } from './define.ts';
import { CallbackWish, TransferReason } from './transfer-request.ts';
import { Id, Slug, Timestamp } from './values.ts';

export const TicketState = z.enum(['open', 'taken', 'answered', 'closed']);
export type TicketState = z.infer<typeof TicketState>;

export const AttemptResult = z.enum(['reached', 'no-answer', 'busy', 'wrong-number']);
export type AttemptResult = z.infer<typeof AttemptResult>;

/** One time a clerk rang the citizen. */
export const Attempt = z.object({
  at: Timestamp,
  clerkId: Id,
  result: AttemptResult,
  nextAt: Timestamp.optional(),
  note: z.string().optional(),
});
export type Attempt = z.infer<typeof Attempt>;

export const Answer = z.object({
  by: z.enum(['phone', 'email']),
  text: z.string(),
  at: Timestamp,
  clerkId: Id,
});
export type Answer = z.infer<typeof Answer>;

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
  assignee: Id.optional(),
  attempts: z.array(Attempt),
  answer: Answer.optional(),
  outcome: z.string().optional(),
  closedAt: Timestamp.optional(),
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
  data: { clerkId: Id },
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
  data: { clerkId: Id, result: AttemptResult, nextAt: Timestamp.optional() },
});

export const TicketAnswered = defineEvent('TicketAnswered', {
  version: 1,
  summary: 'The citizen has the answer, or gets it by mail now.',
  aggregate: TicketAggregate,
  data: { by: z.enum(['phone', 'email']), clerkId: Id },
});

export const TicketClosed = defineEvent('TicketClosed', {
  version: 1,
  summary: 'The concern is settled; the outcome says how.',
  aggregate: TicketAggregate,
  data: { outcome: z.string() },
});
