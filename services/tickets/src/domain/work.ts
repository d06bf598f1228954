import { type Ticket, TicketAnswered, TicketClosed, TicketTaken } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { clerkOf, noSuchTicket, whyNotTheirs, whyNotWork } from './ticket.ts';

/** A clerk takes the ticket; the first one has it. */
export function takeTicket(ticket: Ticket | undefined, actor: Actor): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  if (actor.type !== 'clerk') {
    return refuse('invalid', 'A ticket is taken by a clerk.', [{ path: 'clerkId', message: 'is missing' }]);
  }
  const clerkId = actor.id;
  const refusal = whyNotWork(ticket, clerkId);
  if (refusal) return refusal;
  if (ticket.state === 'taken') return alreadyDone;
  return happened(TicketTaken, { ...ticket, state: 'taken', assignee: clerkId }, { clerkId });
}

export interface GiveAnswer {
  readonly by: 'phone' | 'email';
  readonly text: string;
}

/** The citizen has the answer by phone, or gets this text by mail now. `at` is the time in the city. */
export function answerTicket(
  { by, text }: GiveAnswer,
  ticket: Ticket | undefined,
  actor: Actor,
  at: string,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const clerkId = clerkOf(ticket, actor);
  if (ticket.state === 'answered' && ticket.answer?.by === by && ticket.answer.text === text) return alreadyDone;
  const refusal = whyNotWork(ticket, clerkId);
  if (refusal) return refusal;
  if (by === 'email' && !ticket.citizen.email) {
    return refuse('unprocessable', 'The citizen left no e-mail address.', [
      { path: 'citizen.email', message: 'is missing' },
    ]);
  }
  const answer = { by, text, at, clerkId };
  return happened(TicketAnswered, { ...ticket, state: 'answered', answer, overdueAt: undefined }, { by, clerkId });
}

/** The concern is settled; `outcome` says how, in words, and is never empty. `at` is the time in the city. */
export function closeTicket(
  { outcome }: { readonly outcome: string },
  ticket: Ticket | undefined,
  actor: Actor,
  at: string,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  if (ticket.state === 'closed') {
    if (ticket.outcome === outcome) return alreadyDone;
    return refuse('conflict', 'The ticket is closed with another outcome already.');
  }
  const refusal = whyNotTheirs(ticket, clerkOf(ticket, actor));
  if (refusal) return refusal;
  return happened(
    TicketClosed,
    { ...ticket, state: 'closed', outcome, closedAt: at, overdueAt: undefined },
    { outcome },
  );
}
