import {
  CallbackAttempted,
  CallbackPlanned,
  TicketAbsorbed,
  TicketMovedIn,
  TicketOpened,
  TicketReopened,
} from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Deadlines } from '../deadlines.ts';

/** A callback was planned, or an answer promised for another time: timers wait for both. */
export function onCallbackPlanned(deadlines: Deadlines): Reaction[] {
  const planning = [TicketOpened, CallbackAttempted, CallbackPlanned, TicketMovedIn, TicketReopened, TicketAbsorbed];
  return planning.map((contract) => react(contract, ({ data: { ticket } }) => deadlines.keep(ticket.ticketId, ticket)));
}
