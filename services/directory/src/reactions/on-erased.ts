import { CallErased, DURABLES, TransferAggregate, TransferErased } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { EraseTransfer } from '../erasing.ts';
import { transferErased } from '../facts.ts';

/** A caller is forgotten: the transfers of the call hold the same words. */
export function onCallErased({ log }: Service, erase: EraseTransfer): Reaction {
  return react(CallErased, async ({ sequence, data: { call, why } }, context) => {
    if (call.transfers.length === 0) return;
    // One that is being decided right now would be stored after this.
    await log.passed(DURABLES.directoryOnTransferRequested, sequence);
    for (const { transferId } of call.transfers) await erase(transferId, why, context);
  });
}

/** The marker stands: what was before it goes, bytes and all. */
export function onTransferErased({ log, logger }: Service): Reaction {
  return react(TransferErased, async ({ sequence, data: { transfer, why } }) => {
    const { transferId } = transfer;
    await log.forget(TransferAggregate, transferId, sequence);
    // Here and not where the marker is written: a kill right after that must not cost the line that a restore needs.
    transferErased(logger, { why, transferId });
  });
}
