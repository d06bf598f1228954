import { z } from 'zod';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { TransferReason, TransferRequest } from './transfer-request.ts';
import { Id, Slug, Timestamp } from './values.ts';

/** What the directory decided about one transfer request. */
export const Transfer = z.object({
  transferId: Id,
  callId: Id,
  departmentId: Slug,
  outcome: z.enum(['connected', 'refused']),
  reason: TransferReason.optional(),
  number: z.string().optional(),
  briefing: z.string().optional(),
  opensAt: Timestamp.optional(),
  absentUntil: Timestamp.optional().describe('The department said that nobody is there before'),
  directoryRevision: z.number().int().nonnegative(),
  request: TransferRequest,
  requestedAt: Timestamp,
  decidedAt: Timestamp,
  erasedAt: ErasedAt,
  revision: z.number().int().positive(),
});
export type Transfer = z.infer<typeof Transfer>;

export const TransferAggregate = defineAggregate({
  name: 'transfer',
  stream: 'TRANSFERS',
  state: Transfer,
  idOf: (transfer) => transfer.transferId,
  filter: (transferId) => `transfers.${transferId}.>`,
  subject: (transfer, token) => `transfers.${transfer.transferId}.${token}`,
  subjects: 'transfers.*.>',
});

export const TransferConnected = defineEvent('TransferConnected', {
  version: 1,
  summary: 'The department is open and staffed: put the caller through to this number.',
  aggregate: TransferAggregate,
  data: { number: z.string(), briefing: z.string() },
});

export const TransferRefused = defineEvent('TransferRefused', {
  version: 1,
  summary: 'The department takes no calls now, and why.',
  aggregate: TransferAggregate,
  data: { reason: TransferReason, opensAt: Timestamp.optional(), directoryRevision: z.number().int().nonnegative() },
});

export const TransferErased = defineEvent('TransferErased', {
  version: 1,
  summary: 'The caller is forgotten: what was decided stays, of whom and what it was about nothing.',
  aggregate: TransferAggregate,
  data: erasureData,
});

/**
 * Whether a refused transfer becomes a Vormerkung. Not where the caller wants none, nor at a department that hasn't
 * joined, since nobody there would watch it: then the caller gets number and hours.
 */
export function leadsToTicket({ reason, request }: Pick<Transfer, 'reason' | 'request'>): boolean {
  return reason !== 'not-onboarded' && request.fallback !== 'none';
}
