import { type ErasureReason, TransferAggregate } from '@serviceportal/shared/contracts';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { eraseTransfer } from './domain/erasure.ts';

/** Erases one transfer by its marker, which the reaction to it makes true; nothing where there is none. */
export type EraseTransfer = (transferId: string, why: ErasureReason, context: Context) => Promise<void>;

export function createEraseTransfer({ log, clock }: Service): EraseTransfer {
  const transfers = log.aggregate(TransferAggregate);
  return async (transferId, why, context) => {
    if (!(await transfers.load(transferId))) return;
    const at = formatTimestamp(clock.now(), clock.zone);
    await transfers.erase(transferId, context, (transfer) => eraseTransfer(transfer, at, why));
  };
}
