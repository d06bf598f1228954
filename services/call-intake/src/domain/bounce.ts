import { type Call, type CallTransfer, TransferRequested } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { callWith, inHandsOf, type Moment, unknownCall } from './call.ts';
import { noTransferNow } from './transfer.ts';

export interface BounceTransfer {
  /** The transfer that nobody picked up. */
  readonly bounced: string;
  /** The one that goes on from it. */
  readonly transferId: string;
}

/**
 * The department didn't pick up: the caller is back, with all that was written down. What follows is a transfer of its
 * own, to the same department for the reason `no-answer`, so that it ends as any that was not connected. A transfer
 * bounces once.
 */
export function bounceTransfer(
  { bounced, transferId }: BounceTransfer,
  call: Call | undefined,
  actor: Actor,
  now: Moment,
): Decision<Call> {
  if (!call) return unknownCall();
  const held = inHandsOf(actor, call, now);
  if (held instanceof Refusal) return held;
  const before = call.transfers.find((transfer) => transfer.transferId === bounced);
  if (!before) return refuse('not-found', 'This call has no transfer with this id.');
  if (before.bouncedAt) return alreadyDone;
  if (before.outcome !== 'connected') return refuse('conflict', 'By this transfer the caller was not put through.');
  if (before !== call.transfers.at(-1)) return refuse('conflict', 'Another transfer of this call came after that one.');
  const busy = noTransferNow(call);
  if (busy) return busy;

  const { departmentId, request } = before;
  const reason = 'no-answer';
  const next: CallTransfer = {
    ...{ transferId, departmentId, outcome: 'pending', requestedAt: now, requestedBy: actor, request, reason },
    bounceOf: bounced,
  };
  const transfers = call.transfers.map((each) => (each === before ? { ...before, bouncedAt: now } : each));
  const { fallback } = request;
  return happened(TransferRequested, callWith({ ...held, transfers: [...transfers, next] }), {
    ...{ transferId, departmentId, reason, fallback, request },
  });
}
