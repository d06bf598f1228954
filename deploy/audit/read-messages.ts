import { DeliverPolicy, type StreamInfo } from '@nats-io/jetstream';
import { Unavailable } from '@serviceportal/shared/errors';
import { findStream, type Operator } from '../rebuild/operator.ts';

/** A message of AUDIT as it is stored. */
export interface AuditMessage {
  readonly subject: string;
  readonly sequence: number;
  /** When the server stored it: UTC, in milliseconds, always as long. */
  readonly time: string;
  readonly data: Uint8Array;
}

const BATCH = 500;

/** AUDIT as it is now; `Unavailable` where the server has none. */
export async function auditStream(operator: Operator): Promise<StreamInfo> {
  const stream = await findStream(operator, 'AUDIT');
  if (!stream) throw new Unavailable('there is no audit log on this server: npm run provision makes it, empty');
  return stream;
}

/** Every message under `filter` that is stored now, from a sequence on, oldest first; `Unavailable` without the stream. */
export async function* readMessages(operator: Operator, filter: string, from = 1): AsyncGenerator<AuditMessage> {
  const last = (await auditStream(operator)).state.last_seq;
  const consumer = await operator.js.consumers.get('AUDIT', {
    filter_subjects: [filter],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
  });
  try {
    let { num_pending: left } = await consumer.info(true);
    while (left > 0) {
      let received = 0;
      for await (const message of await consumer.fetch({ max_messages: Math.min(left, BATCH), expires: 5_000 })) {
        received++;
        left = message.info.pending;
        // What comes while it is read is for the next time.
        if (message.seq > last) return;
        yield { subject: message.subject, sequence: message.seq, time: message.timestamp, data: message.data };
      }
      if (received === 0) throw new Unavailable('the audit log stopped answering while it was read');
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}

/** Whether the stream still holds this message, the same in subject, sequence and every byte; `Unavailable` without it. */
export async function holdsMessage(operator: Operator, message: AuditMessage): Promise<boolean> {
  await auditStream(operator);
  const stored = await operator.jsm.streams.getMessage('AUDIT', { seq: message.sequence });
  return stored !== null && isSame({ ...message, subject: stored.subject, data: stored.data }, message);
}

/** Whether two are one message; when it was stored is no part of what its hash covers. */
export function isSame(one: AuditMessage, other: AuditMessage): boolean {
  return one.sequence === other.sequence && one.subject === other.subject && Buffer.compare(one.data, other.data) === 0;
}
