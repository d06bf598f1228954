import type { Ticket } from '@serviceportal/shared/contracts';
import type { Parts } from './parts.ts';

/** More than one merge after the other happens seldom; a ring of them never. */
const MOST_MERGES = 10;

/** The tickets that a concern went up in, one after the other, by merges; the last one has it now. */
export async function heirsOf(ticket: Ticket, tickets: Parts['tickets']): Promise<Ticket[]> {
  const heirs: Ticket[] = [];
  for (let last = ticket; last.mergedInto !== undefined && heirs.length < MOST_MERGES;) {
    const next = await tickets.load(last.mergedInto);
    if (!next) break;
    heirs.push(next.state);
    last = next.state;
  }
  return heirs;
}
