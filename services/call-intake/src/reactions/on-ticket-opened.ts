import { CallAggregate, TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { giveTicket } from '../domain/outcome.ts';
import { transferEnded } from '../facts.ts';

/** The Vormerkung is made: its number and time are what the agent tells the caller. */
export function onTicketOpened({ log, logger }: Service): Reaction {
  const calls = log.aggregate(CallAggregate);
  return react(TicketOpened, async ({ data: { ticket, origin } }, context) => {
    const { callId, transferId, departmentId, ticketId } = ticket;
    if (origin !== 'call' || !callId || !transferId) return;
    const { repeated } = await calls.handle(callId, context, (call) => giveTicket(transferId, ticket, call));
    if (!repeated) transferEnded(logger, { department: departmentId, outcome: 'ticket', callId, transferId, ticketId });
  });
}
