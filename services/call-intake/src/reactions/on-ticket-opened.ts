import { CallAggregate, TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { transferIn } from '../await-outcome.ts';
import { giveTicket } from '../domain/outcome.ts';
import { transferEnded } from '../facts.ts';
import { recordTransfer } from '../record-transfer.ts';

/** The Vormerkung is made: its number and time are what the agent tells the caller, and who got it is recorded. */
export function onTicketOpened({ log, logger, audit }: Service): Reaction {
  const calls = log.aggregate(CallAggregate);
  return react(TicketOpened, async ({ time, data: { ticket, origin } }, context) => {
    const { callId, transferId, departmentId, ticketId } = ticket;
    if (origin !== 'call' || !callId || !transferId) return;
    const { state, repeated } = await calls.handle(callId, context, (call) => giveTicket(transferId, ticket, call));
    if (!repeated) transferEnded(logger, { department: departmentId, outcome: 'ticket', callId, transferId, ticketId });
    const transfer = transferIn(state, (each) => each.transferId === transferId);
    const { requestedBy: actor } = transfer;
    // Of transfers from before this was kept only the request is recorded.
    if (actor) await recordTransfer(audit, transfer, { callId, actor, time });
  });
}
