import type { JetStreamManager } from '@nats-io/jetstream';
import type { DurableContract } from '../contracts/durables.ts';
import type { Link } from './link.ts';

/** A message that is still stored although it was settled, as text. */
export interface RawMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly storedAt: Date;
  readonly text: string;
}

/**
 * What a stream still has of the messages that the durable is through with, oldest first: those it gave up, where what is
 * done gets deleted.
 */
export async function rawMessages(
  { stream, name, subjects }: DurableContract,
  { jsm, link }: { jsm: JetStreamManager; link: Link },
): Promise<RawMessage[]> {
  const { ack_floor } = await link.ask(() => jsm.consumers.info(stream, name));
  const found: RawMessage[] = [];
  for (let seq = 1; ;) {
    const query = { seq, next_by_subj: subjects[0]! };
    const message = await link.ask(() => jsm.streams.getMessage(stream, query));
    if (!message || message.seq > ack_floor.stream_seq) return found;
    const text = new TextDecoder().decode(message.data);
    found.push({ sequence: message.seq, subject: message.subject, storedAt: message.time, text });
    seq = message.seq + 1;
  }
}
