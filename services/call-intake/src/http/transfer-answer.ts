import { type CallTransfer, Id, Slug, Timestamp, TransferReason } from '@serviceportal/shared/contracts';
import { displayTicketId, pinFor } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { sentenceFor } from '../domain/sentence.ts';

const Connected = z.object({
  outcome: z.literal('connected'),
  transferId: Id,
  departmentId: Slug,
  number: z.string(),
  briefing: z.string().describe('What to tell the department, so that the caller need not tell it twice'),
});

const Ticketed = z.object({
  outcome: z.literal('ticket'),
  transferId: Id,
  reason: TransferReason,
  ticket: z.object({
    ticketId: Id,
    display: z.string(),
    pin: z.string(),
    departmentId: Slug,
    answerBy: z.enum(['callback', 'email']),
    callbackAt: Timestamp.optional(),
    callbackUntil: Timestamp.optional(),
    wishMet: z.boolean().optional(),
    promiseBy: Timestamp,
    sentence: z.string().describe('What the agent reads out to the caller, in English where that is their language'),
  }),
});

const Refused = z.object({
  outcome: z.literal('refused'),
  transferId: Id,
  reason: TransferReason,
  number: z.string().optional(),
  opensAt: Timestamp.optional(),
});

export const TransferAnswer = z
  .discriminatedUnion('outcome', [Connected, Ticketed, Refused])
  .meta({ id: 'TransferAnswer' });
export type TransferAnswer = z.infer<typeof TransferAnswer>;

export const TransferPending = z.object({
  outcome: z.literal('pending'),
  transferId: Id,
  live: z.string().describe('The feed that tells the outcome'),
});
export type TransferPending = z.infer<typeof TransferPending>;

/** What an answer needs besides the call. */
export interface AnswerParts {
  readonly pinKey: string;
  readonly zone: string;
  /** The name of a department, as far as the directory knows it. */
  readonly nameOf: (departmentId: string) => string | undefined;
}

/** What came of the transfer, the same whenever it is asked; undefined while nothing has come of it. */
export function transferAnswer(transfer: CallTransfer, parts: AnswerParts): TransferAnswer | undefined {
  const { transferId, departmentId, outcome, number, briefing, reason, opensAt, ticket } = transfer;
  switch (outcome) {
    case 'pending':
      return undefined;
    case 'connected':
      return { outcome, transferId, departmentId, number: given(number), briefing: given(briefing) };
    case 'refused':
      return { outcome, transferId, reason: given(reason), number, opensAt };
    case 'ticket':
      return { outcome, transferId, reason: given(reason), ticket: ticketAnswer(given(ticket), transfer, parts) };
  }
}

function ticketAnswer(
  ticket: NonNullable<CallTransfer['ticket']>,
  { requestedAt, request }: CallTransfer,
  { pinKey, zone, nameOf }: AnswerParts,
) {
  const pin = pinFor(pinKey, ticket.ticketId, 1);
  const { language } = request.citizen;
  const emailConsent = request.citizen.emailConsent !== undefined;
  const departmentName = nameOf(ticket.departmentId);
  return {
    ...ticket,
    display: displayTicketId(ticket.ticketId),
    pin,
    sentence: sentenceFor({ ticket, departmentName, requestedAt, zone, pin, emailConsent, language }),
  };
}

/** What the event of that outcome always brings. */
function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a transfer lacks what its outcome brings');
  return value;
}
