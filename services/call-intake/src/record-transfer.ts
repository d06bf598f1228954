import type { AuditTrail } from '@serviceportal/shared/audit';
import type { CallTransfer } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';

/** Whose transfer it is, who asked for it, and when (RFC 3339, by the city's clock) what is recorded happened. */
interface Asked {
  readonly callId: string;
  readonly actor: Actor;
  readonly time: string;
}

/**
 * Records a transfer for the audit log, with the ticket where it led to one. Made of what is on disk already: so nobody on
 * the phone waits for it, and no kill loses it. After a kill in here the same record may stand there twice.
 */
export async function recordTransfer(
  audit: Pick<AuditTrail, 'happened'>,
  { transferId, departmentId, requestedBy, bounceOf, ticket }: CallTransfer,
  { callId, actor, time }: Asked,
): Promise<void> {
  const agentId = requestedBy?.type === 'agent' ? requestedBy.id : undefined;
  const name = bounceOf ? 'bounced-transfer' : 'transfer-call';
  const body = { callId, departmentId, agentId, transferId, ticketId: ticket?.ticketId };
  await audit.happened({ name, body, actor, at: Temporal.Instant.from(time) }, undefined);
}
