import { type Transfer, TransferAggregate, TransferConnected } from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import type { Log } from '@serviceportal/shared/log';

/** Plays the directory, whose log it must be: a transfer that is decided, put through to Standesamt. */
export async function appendTransfer(log: Log, transferId: string): Promise<void> {
  const transfer: Omit<Transfer, 'revision'> = {
    transferId,
    callId: `call-of-${transferId}`,
    departmentId: 'standesamt',
    outcome: 'connected',
    directoryRevision: 1,
    request: { subject: 'Urkunde', question: 'Wann?', citizen: {}, fallback: 'none' },
    requestedAt: '2026-11-23T10:00:00+01:00',
    decidedAt: '2026-11-23T10:00:00+01:00',
  };
  const context = { cause: { id: `cause-${transferId}` }, actor: { type: 'service', id: 'directory' } } as const;
  const extra = { number: '+492151862351', briefing: 'Urkunde' };
  await log
    .aggregate(TransferAggregate)
    .handle(transferId, context, () => happened(TransferConnected, transfer, extra));
}
