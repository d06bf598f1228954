import { DURABLES, TicketAggregate } from '@serviceportal/shared/contracts';
import { Refusal } from '@serviceportal/shared/errors';
import { type PersonRecords, readRecord, standingIn } from '@serviceportal/shared/person';
import { byPerson, idsOf } from '@serviceportal/shared/view';
import type { Erasing } from './erasing.ts';
import type { Parts } from './parts.ts';
import { TICKETS } from './view/projections.ts';

/** A person's tickets: those that hold their number or address, and those known to be theirs. */
export function ticketRecords({ log, view }: Parts, erasing: Erasing, confirm = false): PersonRecords {
  return {
    kind: 'ticket',
    view: DURABLES.ticketsView,
    find: async (person) => {
      const known = person.ticketIds.length > 0 ? [{ _id: { $in: person.ticketIds as never[] } }] : [];
      const either = [...byPerson('citizen', person), ...known];
      return either.length === 0 ? [] : idsOf(view, TICKETS, { $or: either });
    },
    read: (ticketId) => readRecord(log, 'ticket', TicketAggregate, ticketId),
    ...standingIn(log, TicketAggregate),
    async erase(ticketId, context) {
      try {
        await erasing.erase(ticketId, confirm, context);
        return 'erased';
      } catch (cause) {
        if (cause instanceof Refusal && cause.code === 'conflict') return 'open';
        throw cause;
      }
    },
  };
}
