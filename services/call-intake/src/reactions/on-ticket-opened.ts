import { CallAggregate, TicketOpened } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { giveTicket } from '../domain/outcome.ts';
import { transferEnded } from '../facts.ts';
import { recordTransfer } from '../record-transfer.ts';

/** The Vormerkung is made: its number and time are what the agent tells the caller, and who got it is recorded. */
export function onTicketOpened({ log, logger, audit }: Service): Reaction {
  const calls = log.aggregate(CallAggregate);
  return react(TicketOpened, async ({ time, data: { ticket, origin } }, context) => {
    const { callId, transferId, departmentId, ticketId } = ticket;
    if (origin !== 'call' || !callId || !transferId) return;
    const { state: call, repeated } = await calls.handle(callId, context, (current) =>
      giveTicket(transferId, ticket, current),
    );
    if (!repeated) transferEnded(logger, { department: departmentId, outcome: 'ticket', callId, transferId, ticketId });
    const actor = call.transfers.find((transfer) => transfer.transferId === transferId)?.requestedBy;
    if (actor) await recordTransfer(audit, { call, transferId, ticketId, actor, time });
  });
}
