import type { Ticket } from '@serviceportal/shared/contracts';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';

/** Whether the department still owes something: neither answered nor closed. */
export function isInWork({ state }: Pick<Ticket, 'state'>): boolean {
  return state === 'open' || state === 'taken';
}

/** Also what a department gets for another department's ticket. */
export function noSuchTicket(): Refusal {
  return refuse('not-found', 'There is no ticket with this id.');
}

/** The clerk a command counts for. Without sign-in nobody need be named: then it is the one who has the ticket. */
export function clerkOf(ticket: Ticket, actor: Actor): string {
  return actor.type === 'clerk' ? actor.id : (ticket.assignee ?? actor.id);
}

/** Why `clerkId` may not work on the ticket; undefined if they may. */
export function whyNotWork(ticket: Ticket, clerkId: string): Refusal | undefined {
  if (!isInWork(ticket)) return refuse('conflict', `The ticket is ${ticket.state} already.`);
  return whyNotTheirs(ticket, clerkId);
}

export function whyNotTheirs({ assignee }: Ticket, clerkId: string): Refusal | undefined {
  if (assignee === undefined || assignee === clerkId) return undefined;
  return refuse('conflict', 'Another clerk works on this ticket.');
}
