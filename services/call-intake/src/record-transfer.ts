import type { AuditTrail } from '@serviceportal/shared/audit';
import type { Call } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';

interface Requested {
  readonly call: Call;
  readonly transferId: string;
  /** Where it led to one. */
  readonly ticketId?: string;
  readonly actor: Actor;
  /** When it happened, by the city's clock. */
  readonly time: string;
}

/**
 * Records a transfer for the audit log, from what is on disk already: so nobody on the phone waits for it, and no kill
 * loses it. After a kill in here the same record may stand there twice.
 */
export async function recordTransfer(audit: Pick<AuditTrail, 'done'>, requested: Requested): Promise<void> {
  const { call, transferId, ticketId, actor, time } = requested;
  const { callId, transfers } = call;
  const transfer = transfers.find((each) => each.transferId === transferId);
  const { departmentId, requestedBy, bounceOf } = transfer ?? {};
  const agentId = requestedBy?.type === 'agent' ? requestedBy.id : undefined;
  const name = bounceOf ? 'bounced-transfer' : 'transfer-call';
  const body = { callId, departmentId, agentId, transferId, ticketId };
  await audit.done({ name, body, actor, at: Temporal.Instant.from(time) }, undefined);
}
