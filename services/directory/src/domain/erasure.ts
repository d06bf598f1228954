import { type ErasureReason, type Transfer, TransferErased } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';

/** Of a transfer what was decided is left, listed field by field: of whom and about what nothing. */
export function eraseTransfer(transfer: Transfer | undefined, at: string, why: ErasureReason): Decision<Transfer> {
  if (!transfer) return refuse('not-found', 'There is no transfer with this id.');
  const { transferId, callId, departmentId, outcome, reason, number, opensAt, directoryRevision } = transfer;
  const { requestedAt, decidedAt, request } = transfer;
  const marker = {
    ...{ transferId, callId, departmentId, outcome, reason, number, opensAt, directoryRevision },
    ...{ requestedAt, decidedAt, erasedAt: at },
    request: { topicId: request.topicId, fallback: request.fallback, subject: '', question: '', citizen: {} },
  };
  return happened(TransferErased, marker, { why });
}
