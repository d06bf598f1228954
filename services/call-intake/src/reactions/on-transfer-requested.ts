import { TransferRequested } from '@serviceportal/shared/contracts';
import { Actor } from '@serviceportal/shared/identity';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { transferIn } from '../await-outcome.ts';
import { recordTransfer } from '../record-transfer.ts';

/** An agent asked for a department: recorded for the audit log while the directory decides. */
export function onTransferRequested({ audit }: Service): Reaction {
  return react(TransferRequested, async ({ authtype, authid, time, data: { call, transferId } }) => {
    const actor = Actor.parse({ type: authtype, id: authid });
    const transfer = transferIn(call, (each) => each.transferId === transferId);
    await recordTransfer(audit, transfer, { callId: call.callId, actor, time });
  });
}
