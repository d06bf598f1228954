import { leadsToTicket, type Ticket, type Transfer, TransferRefused } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { parseTimestamp } from '@serviceportal/shared/time';
import type { TicketRequest } from '../domain/opening.ts';
import { openVormerkung } from '../open-vormerkung.ts';
import type { Parts } from '../parts.ts';

/**
 * A caller could not be put through: the department owes an answer. Not where it hasn't joined, since nobody would
 * watch its tickets, nor where the caller wanted nothing else.
 */
export function onTransferRefused(parts: Parts): Reaction {
  return react(TransferRefused, async ({ data: { transfer, directoryRevision } }, context) => {
    const { absentUntil, request } = transfer;
    const { fallback } = request;
    if (!leadsToTicket(transfer) || fallback === 'none') return;
    const department = await parts.directory.atLeast(transfer.departmentId, directoryRevision);
    const absentTill = absentUntil === undefined ? undefined : parseTimestamp(absentUntil);
    await openVormerkung(parts, context, requestOf(transfer, fallback), department, absentTill);
  });
}

function requestOf(transfer: Transfer, fallback: Ticket['answerBy']): TicketRequest {
  const { request, reason, callId, transferId } = transfer;
  const { topicId, subject, question, citizen, wish } = request;
  return { origin: 'call', reason, subject, question, citizen, answerBy: fallback, topicId, wish, callId, transferId };
}
