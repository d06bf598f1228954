import { readFileSync } from 'node:fs';
import {
  type Consumer,
  DeliverPolicy,
  jetstream,
  type JetStreamClient,
  type JetStreamManager,
  jetstreamManager,
} from '@nats-io/jetstream';
import { connect, nkeyAuthenticator, type NatsConnection } from '@nats-io/transport-node';
import { ConfigError, Permanent, Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { asStored, type StoredMessage } from '@serviceportal/shared/log';
import type { Addresses } from './settings.ts';

/** A part of a stream. */
export interface Source {
  readonly stream: string;
  readonly subjects: readonly string[];
}

/** What was read. `level`: everything stored up to this sequence is in. */
export interface ReadUpTo {
  readonly level: number;
  readonly messages: number;
  /** Sequences of messages that hold no envelope; the service left dead letters for them. */
  readonly unreadable: readonly number[];
}

/** Reads streams with the operator's rights. */
export interface LogReader {
  lastSequence(stream: string): Promise<number>;
  /** Everything after `after` that is stored by now, in order; the next batch is read once `take` is done with one. */
  read(source: Source, after: number, take: (batch: readonly StoredMessage[]) => Promise<void>): Promise<ReadUpTo>;
}

export const BATCH = 500;
const FETCH_MS = 5_000;
/** A server that has messages but delivers none in so many fetches is not well. */
const MOST_EMPTY_FETCHES = 3;

/** Signs in as the operator; `ConfigError` where there is no key or no server. */
export async function openLogReader({ natsUrl, seedFile }: Addresses, life: Lifecycle): Promise<LogReader> {
  const connection = await signIn(natsUrl, readSeed(seedFile));
  life.onClose('NATS connection', () => connection.close());
  const js = jetstream(connection);
  const jsm = await jetstreamManager(connection);
  return {
    lastSequence: (stream) => lastSequence(jsm, stream),
    async read(source, after, take) {
      const end = await lastSequence(jsm, source.stream);
      let [level, messages, empty] = [after, 0, 0];
      const unreadable: number[] = [];
      while (level < end) {
        const batch = await fetchAfter(js, source, level);
        if (batch === 'nothing left') break;
        if (batch.last === undefined) {
          if (++empty < MOST_EMPTY_FETCHES) continue;
          throw new Unavailable(`The log holds more of ${source.stream} than it delivers: try again later.`);
        }
        await take(batch.stored);
        unreadable.push(...batch.unreadable);
        messages += batch.stored.length;
        [level, empty] = [batch.last, 0];
      }
      return { level: Math.max(level, end), messages, unreadable };
    },
  };
}

function readSeed(seedFile: string): Uint8Array {
  try {
    return new TextEncoder().encode(readFileSync(seedFile, 'utf8').trim());
  } catch (cause) {
    throw new ConfigError(`There is no key of the operator at ${seedFile}: set DATA_DIR as for npm start.`, { cause });
  }
}

async function signIn(natsUrl: string, seed: Uint8Array): Promise<NatsConnection> {
  try {
    const servers = natsUrl.split(',').map((url) => url.trim());
    return await connect({ servers, name: 'rebuild', authenticator: nkeyAuthenticator(seed), timeout: 5_000 });
  } catch (cause) {
    throw new ConfigError(
      'NATS is not there or refuses the key: start the system first, or set NATS_URL or PORT_BASE.',
      {
        cause,
      },
    );
  }
}

async function lastSequence(jsm: JetStreamManager, stream: string): Promise<number> {
  return (await jsm.streams.info(stream)).state.last_seq;
}

interface Batch {
  readonly stored: StoredMessage[];
  readonly unreadable: number[];
  readonly last: number | undefined;
}

/** A consumer of its own for each batch: what it has left is counted exactly, also while messages are erased. */
async function fetchAfter(
  js: JetStreamClient,
  { stream, subjects }: Source,
  after: number,
): Promise<Batch | 'nothing left'> {
  const consumer = await js.consumers.get(stream, {
    filter_subjects: [...subjects],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
  });
  try {
    const left = (await consumer.info(true)).num_pending;
    return left === 0 ? 'nothing left' : await fetchBatch(consumer, Math.min(left, BATCH));
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}

async function fetchBatch(consumer: Consumer, size: number): Promise<Batch> {
  const stored: StoredMessage[] = [];
  const unreadable: number[] = [];
  let last: number | undefined;
  for await (const message of await consumer.fetch({ max_messages: size, expires: FETCH_MS })) {
    last = message.seq;
    try {
      stored.push(asStored(message));
    } catch (cause) {
      if (!(cause instanceof Permanent)) throw cause;
      unreadable.push(message.seq);
    }
  }
  return { stored, unreadable, last };
}
