import {
  type Call,
  CallAggregate,
  type CallTransfer,
  type Ticket,
  TicketOpened,
} from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { Temporal } from '@serviceportal/shared/time';
import { giveTicket } from '../domain/outcome.ts';
import { transferEnded } from '../facts.ts';

/** The Vormerkung is made: its number and time are what the agent tells the caller. */
export function onTicketOpened({ log, logger, audit }: Service): Reaction {
  const calls = log.aggregate(CallAggregate);

  /**
   * Who got this ticket by which transfer, for the audit log. From what is on disk already, so that the agent did not
   * wait for it and no kill loses it; after a kill in here the same may stand there twice.
   */
  async function record({ callId, transfers }: Call, { transferId, ticketId }: Ticket, time: string): Promise<void> {
    const transfer = transfers.find((each) => each.transferId === transferId);
    if (!transfer?.requestedBy) return;
    const { requestedBy: actor, departmentId } = transfer;
    const body = { callId, departmentId, transferId, ticketId };
    await audit.done({ name: commandOf(transfer), body, actor, at: Temporal.Instant.from(time) }, undefined);
  }

  return react(TicketOpened, async ({ time, data: { ticket, origin } }, context) => {
    const { callId, transferId, departmentId, ticketId } = ticket;
    if (origin !== 'call' || !callId || !transferId) return;
    const { state, repeated } = await calls.handle(callId, context, (call) => giveTicket(transferId, ticket, call));
    if (!repeated) transferEnded(logger, { department: departmentId, outcome: 'ticket', callId, transferId, ticketId });
    await record(state, ticket, time);
  });
}

/** The operation that asked for it. */
function commandOf({ bounceOf }: CallTransfer): string {
  return bounceOf ? 'bounced-transfer' : 'transfer-call';
}
