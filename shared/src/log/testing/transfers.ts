import { randomUUID } from 'node:crypto';
import { TransferAggregate, TransferRefused } from '../../contracts/index.ts';
import { sampleOf } from '../../contracts/testing/samples.ts';
import { happened } from '../../decision.ts';
import type { Log } from '../index.ts';

/** The directory refuses a transfer: an event for others to react to. Gives the transfer's id. */
export async function refuseTransfer(directory: Log): Promise<string> {
  const transferId = randomUUID();
  const sample = sampleOf('TransferRefused')!;
  const context = { cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } } as const;
  await directory
    .aggregate(TransferAggregate)
    .handle(transferId, context, () =>
      happened(TransferRefused, { ...(sample.state as object), transferId } as never, sample.extra as never),
    );
  return transferId;
}
