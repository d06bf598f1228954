import { createHmac } from 'node:crypto';
import { type JetStreamClient, JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import { type StreamName, streamOf } from '../contracts/streams.ts';
import { deleteMessage } from './delete-message.ts';
import type { Link } from './link.ts';

/** Counts the tries of each key (a ticket number, an address), for all replicas together. */
export interface TryLimit {
  /**
   * Counts a try before anybody knows whether it is a right one, so that many at once don't slip through. Undefined where
   * it is one too many; else what takes a right one off again. `Unavailable` where nobody can count.
   */
  attempt(key: string): Promise<Forgive | undefined>;
  /** How long a try counts. */
  readonly windowSeconds: number;
}

type Forgive = () => Promise<void>;

/** "maximum messages per subject exceeded" has this number together with other reasons not to store. */
const NOT_STORED = 10077;

/**
 * Each try is a message under its key's subject. The server takes no more of them than the stream allows per subject, which
 * it decides one after the other, and drops each when its time is over.
 */
export function createTryLimit(
  name: StreamName,
  hmacKey: string,
  { js, jsm, link }: { js: JetStreamClient; jsm: JetStreamManager; link: Link },
): TryLimit {
  const { subjects, maxAgeSeconds } = streamOf(name);
  const [pattern] = subjects as [string];
  if (maxAgeSeconds === undefined) throw new Error(`${name} keeps tries for ever`);

  /** Whoever reads the stream learns neither numbers nor addresses, not even by trying all there are. */
  function subjectOf(key: string): string {
    return pattern.replace('*', createHmac('sha256', hmacKey).update(`${pattern}\n${key}`).digest('base64url'));
  }

  return {
    windowSeconds: maxAgeSeconds,
    attempt: (key) =>
      link.ask(async () => {
        try {
          const { seq } = await js.publish(subjectOf(key), '');
          return () => deleteMessage({ link, jsm }, { stream: name, sequence: seq, erase: false });
        } catch (cause) {
          if (isOneTooMany(cause)) return undefined;
          throw cause;
        }
      }),
  };
}

function isOneTooMany(cause: unknown): boolean {
  return cause instanceof JetStreamApiError && cause.code === NOT_STORED && /per subject/.test(cause.message);
}
