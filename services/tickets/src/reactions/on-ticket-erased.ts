import { TicketAggregate, TicketErased } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Erasing } from '../erasing.ts';
import { ticketErased } from '../facts.ts';
import type { Parts } from '../parts.ts';

/** The marker stands: what was before it goes, bytes and all, and so do the tickets that hold the same words. */
export function onTicketErased({ log, logger }: Parts, erasing: Erasing): Reaction {
  return react(TicketErased, async ({ sequence, data: { ticket, why } }, context) => {
    const { ticketId, departmentId: department } = ticket;
    await log.forget(TicketAggregate, ticketId, sequence);
    // Here and not where the marker is written: a kill right after that must not cost the line that a restore needs.
    ticketErased(logger, { department, why, ticketId });
    // Kept long enough is one alone: what it was merged into may still be owed.
    if (why === 'asked') await erasing.eraseMerged(ticket, context);
  });
}
