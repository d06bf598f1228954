import { CallbackAttempted, TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Deadlines } from '../deadlines.ts';

/** A callback was planned: a timer waits for it. */
export function onCallbackPlanned(deadlines: Deadlines): Reaction[] {
  return [TicketOpened, CallbackAttempted].map((contract) =>
    react(contract, ({ data: { ticket } }) => deadlines.keep(ticket.ticketId, ticket)),
  );
}
