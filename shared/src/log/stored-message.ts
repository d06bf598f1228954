import type { JsMsg } from '@nats-io/jetstream';
import { Permanent } from '../errors.ts';
import { decodeEnvelope, type Envelope } from './envelope.ts';

/** A stored message as the view gets it: everything a lost stream could be made again from. */
export interface StoredMessage {
  readonly stream: string;
  readonly sequence: number;
  readonly subject: string;
  readonly storedAt: Date;
  readonly envelope: Envelope;
}

/** Throws `Permanent` where the message holds no envelope. */
export function asStored(message: Pick<JsMsg, 'data' | 'seq' | 'subject' | 'time' | 'info'>): StoredMessage {
  return {
    stream: message.info.stream,
    sequence: message.seq,
    subject: message.subject,
    storedAt: message.time,
    envelope: decodeEnvelope(message.data),
  };
}

/** One that cannot be read hides none of the others; whoever handles it has left a dead letter. */
export function readable(message: JsMsg): StoredMessage[] {
  try {
    return [asStored(message)];
  } catch (cause) {
    if (cause instanceof Permanent) return [];
    throw cause;
  }
}
