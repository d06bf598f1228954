import { DeliverPolicy } from '@nats-io/jetstream';
import { Unavailable } from '@serviceportal/shared/errors';
import { findStream, type Operator } from '../rebuild/operator.ts';

/** A message of AUDIT as it is stored. */
export interface AuditMessage {
  readonly subject: string;
  readonly sequence: number;
  readonly data: Uint8Array;
}

const BATCH = 500;

/** Calls `take` for every message under `filter` that is stored now, oldest first. */
export async function readMessages(
  operator: Operator,
  filter: string,
  take: (message: AuditMessage) => void,
): Promise<void> {
  const stream = await findStream(operator, 'AUDIT');
  if (!stream) throw new Unavailable('there is no audit log on this server: npm run provision makes it, empty');
  const last = stream.state.last_seq;
  const consumer = await operator.js.consumers.get('AUDIT', {
    filter_subjects: [filter],
    deliver_policy: DeliverPolicy.All,
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
        take({ subject: message.subject, sequence: message.seq, data: message.data });
      }
      if (received === 0) throw new Unavailable('the audit log stopped answering while it was read');
    }
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}
