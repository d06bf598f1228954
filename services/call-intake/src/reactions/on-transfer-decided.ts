import { CallAggregate, leadsToTicket, TransferConnected, TransferRefused } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { putThrough, turnAway } from '../domain/outcome.ts';
import { transferEnded } from '../facts.ts';

/** What the directory decided is what the agent waits for, unless a Vormerkung is to follow. */
export function onTransferDecided({ log, logger }: Service): Reaction[] {
  const calls = log.aggregate(CallAggregate);
  return [
    react(TransferConnected, async ({ data: { transfer, number, briefing } }, context) => {
      const { callId, transferId, departmentId } = transfer;
      const { repeated } = await calls.handle(callId, context, (call) =>
        putThrough(transferId, { number, briefing }, call),
      );
      if (!repeated) transferEnded(logger, { department: departmentId, outcome: 'connected', callId, transferId });
    }),
    react(TransferRefused, async ({ data: { transfer, reason, opensAt } }, context) => {
      if (leadsToTicket(transfer)) return;
      const { callId, transferId, departmentId, number } = transfer;
      const { repeated } = await calls.handle(callId, context, (call) =>
        turnAway(transferId, { reason, number, opensAt }, call),
      );
      if (!repeated)
        transferEnded(logger, { department: departmentId, outcome: 'refused', callId, transferId, reason });
    }),
  ];
}
