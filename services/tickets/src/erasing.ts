import { type Ticket } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { displayTicketId } from '@serviceportal/shared/identity';
import type { Context } from '@serviceportal/shared/log';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { agedIds } from '@serviceportal/shared/view';
import { eraseAgedTicket, eraseTicket } from './domain/erasure.ts';
import { isInWork } from './domain/ticket.ts';
import type { Parts } from './parts.ts';
import { TICKETS } from './view/projections.ts';

/** Where tickets are erased: each by its marker, which the reaction to it makes true everywhere. */
export interface Erasing {
  /**
   * Erases the ticket because somebody asked for it; those it was merged with follow. Refuses with `conflict` where one of
   * them is still owed an answer, unless it is confirmed that the promise is dropped.
   */
  erase(ticketId: string, confirm: boolean | undefined, context: Context): Promise<Ticket>;
  /** Of a ticket that was erased on somebody's wish: those that were merged with it, whose words they share. */
  eraseMerged(ticket: Ticket, context: Context): Promise<void>;
  /** Erases what is settled since before then; gives the number. */
  eraseAged(before: Temporal.Instant): Promise<number>;
}

export function createErasing(parts: Parts): Erasing {
  const { tickets, view, clock } = parts;
  const now = () => formatTimestamp(clock.now(), clock.zone);

  async function others({ mergedInto, absorbed = [] }: Ticket): Promise<Ticket[]> {
    const ids = [...(mergedInto === undefined ? [] : [mergedInto]), ...absorbed];
    const loaded = await Promise.all(ids.map((id) => tickets.load(id)));
    return loaded.flatMap((each) => (each ? [each.state] : []));
  }

  async function eraseOne(ticketId: string, confirm: boolean | undefined, context: Context): Promise<Ticket> {
    const { state } = await tickets.erase(ticketId, context, (ticket) => eraseTicket({ confirm }, ticket, now()));
    return state;
  }

  return {
    async erase(ticketId, confirm, context) {
      const { state } = await tickets.require(ticketId);
      const owed = confirm ? undefined : (await others(state)).find((other) => isInWork(other));
      if (owed) {
        const number = displayTicketId(owed.ticketId);
        throw refuse('conflict', `It was merged with ${number}, which is still owed: with confirm both are erased.`);
      }
      return eraseOne(ticketId, confirm, context);
    },
    async eraseMerged(ticket, context) {
      for (const { ticketId, erasedAt } of await others(ticket)) {
        if (erasedAt === undefined) await eraseOne(ticketId, true, context);
      }
    },
    async eraseAged(before) {
      const settled = { state: { $in: ['answered', 'closed'] satisfies Ticket['state'][] } };
      let erased = 0;
      for (const ticketId of await agedIds(view, TICKETS, before, settled)) {
        const context = { cause: { id: `retention:${ticketId}` }, actor: { type: 'service', id: 'tickets' } } as const;
        const { repeated } = await tickets.erase(ticketId, context, (ticket) => eraseAgedTicket(ticket, before, now()));
        if (!repeated) erased += 1;
      }
      return erased;
    },
  };
}
