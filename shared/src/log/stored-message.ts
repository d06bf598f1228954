import type { JsMsg } from '@nats-io/jetstream';
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
