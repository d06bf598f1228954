import {
  type Call,
  CallRefused,
  type CallTicket,
  CallTicketed,
  type CallTransfer,
  CallTransferred,
  type Ticket,
  type TransferReason,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened, type Unnumbered } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { callWith } from './call.ts';

/** What is known last wins over what was known before, whichever arrives first: a ticket is promised for good. */
const RANK = { pending: 0, refused: 1, connected: 2, ticket: 3 } as const;

type Asked = 'transferId' | 'departmentId' | 'requestedAt' | 'requestedBy' | 'request' | 'bounceOf' | 'bouncedAt';
type Known = Omit<CallTransfer, Asked>;

/** The department takes the call at `number`. Holds whenever it arrives, also after the call's end. */
export function putThrough(
  transferId: string,
  { number, briefing }: { number: string; briefing: string },
  call: Call | undefined,
): Decision<Call> {
  return settle(transferId, { outcome: 'connected', number, briefing }, call, (after, transfer) =>
    happened(CallTransferred, after, { transferId, departmentId: transfer.departmentId, number }),
  );
}

/** The caller got a Vormerkung instead of being put through. */
export function giveTicket(transferId: string, ticket: Ticket, call: Call | undefined): Decision<Call> {
  // Tickets of before the reason was kept on them: the office was most likely closed.
  const reason = ticket.reason ?? 'closed';
  const kept = ticketAsTold(ticket);
  return settle(transferId, { outcome: 'ticket', reason, ticket: kept }, call, (after) =>
    happened(CallTicketed, after, { transferId, reason, ticket: kept }),
  );
}

/** Neither put through nor noted: the caller gets number and hours. */
export function turnAway(
  transferId: string,
  { reason, number, opensAt }: { reason: TransferReason; number?: string; opensAt?: string },
  call: Call | undefined,
): Decision<Call> {
  return settle(transferId, { outcome: 'refused', reason, number, opensAt }, call, (after) =>
    happened(CallRefused, after, { transferId, reason, number, opensAt }),
  );
}

function settle(
  transferId: string,
  known: Known,
  call: Call | undefined,
  tell: (after: Unnumbered<Call>, transfer: CallTransfer) => Decision<Call>,
): Decision<Call> {
  const transfer = call?.transfers.find((each) => each.transferId === transferId);
  if (!call || !transfer) return refuse('not-found', 'There is no call with this transfer.');
  if (RANK[transfer.outcome] >= RANK[known.outcome]) return alreadyDone;
  const { departmentId, requestedAt, requestedBy, request, bounceOf, bouncedAt } = transfer;
  // Nothing of an outcome known before stays: which one came first must make no difference.
  const settled = { transferId, departmentId, requestedAt, requestedBy, request, bounceOf, bouncedAt, ...known };
  const transfers = call.transfers.map((each) => (each === transfer ? settled : each));
  return tell(callWith({ ...call, transfers }), settled);
}

function ticketAsTold(ticket: Ticket): CallTicket {
  const { ticketId, departmentId, answerBy, callbackAt, callbackUntil, wishMet, promiseBy } = ticket;
  return { ticketId, departmentId, answerBy, callbackAt, callbackUntil, wishMet, promiseBy };
}
