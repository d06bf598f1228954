import { codeOnly, type ErasureReason, OUTCOMES, type Ticket, TicketErased } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened, type Unnumbered } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import { isInWork, noSuchTicket } from './ticket.ts';

/** What is left of a ticket: listed field by field, so that a field added later is not kept by oversight. */
function markerOf(ticket: Ticket, at: string): Unnumbered<Ticket> {
  const { ticketId, departmentId, origin, topicId, callId, transferId, reason, answerBy, wishMet } = ticket;
  const { openedAt, promiseBy, callbackAt, callbackUntil, callbackPlan, callbackDue, assignee, triesInVain } = ticket;
  const { answer, overdueAt, reopenedByCitizen, mergedInto, absorbed, directoryRevision } = ticket;
  const dropped = isInWork(ticket);
  return {
    ...{ ticketId, departmentId, origin, topicId, callId, transferId, reason, answerBy, wishMet },
    ...{ openedAt, promiseBy, callbackAt, callbackUntil, callbackPlan, callbackDue, assignee, triesInVain },
    ...{ overdueAt, reopenedByCitizen, mergedInto, absorbed, directoryRevision },
    ...{ subject: '', question: '', citizen: {} },
    state: dropped ? 'closed' : ticket.state,
    closedAt: dropped ? at : ticket.closedAt,
    outcome: dropped ? 'erased' : codeOnly(ticket.outcome, OUTCOMES),
    attempts: ticket.attempts.map(({ note: _theirs, ...attempt }) => attempt),
    answer: answer && { ...answer, text: '' },
    additions: ticket.additions?.map(({ at: asked, callId: by }) => ({ at: asked, question: '', callId: by })),
    erasedAt: at,
  };
}

/**
 * The citizen is forgotten. One that is still owed an answer only if whoever asks for it confirms that the promise is
 * dropped. `at` is the time in the city.
 */
export function eraseTicket(
  { confirm }: { readonly confirm?: boolean | undefined },
  ticket: Ticket | undefined,
  at: string,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  if (isInWork(ticket) && !confirm) {
    return refuse('conflict', 'The answer is still owed: with confirm the promise is dropped and the ticket erased.');
  }
  return erased(ticket, at, 'asked');
}

/** The time for keeping it is over; done already where it is not, or where the answer is still owed. */
export function eraseAgedTicket(ticket: Ticket | undefined, before: Temporal.Instant, at: string): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const settledAt = settledSince(ticket);
  if (settledAt === undefined || Temporal.Instant.compare(settledAt, before) >= 0) return alreadyDone;
  return erased(ticket, at, 'age');
}

/** Since when nothing is owed; undefined while it is. */
function settledSince(ticket: Ticket): string | undefined {
  return isInWork(ticket) ? undefined : (ticket.closedAt ?? ticket.answer?.at);
}

function erased(ticket: Ticket, at: string, why: ErasureReason): Decision<Ticket> {
  return happened(TicketErased, markerOf(ticket, at), { why });
}
