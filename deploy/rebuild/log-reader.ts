import { type Consumer, DeliverPolicy, type JetStreamClient } from '@nats-io/jetstream';
import { ConfigError, Permanent, Unavailable } from '@serviceportal/shared/errors';
import { asStored, type StoredMessage } from '@serviceportal/shared/log';
import { findStream, type Operator } from './operator.ts';

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
  /** `ConfigError` where the stream is not there. */
  lastSequence(stream: string): Promise<number>;
  /** Everything after `after` that is stored by now, in order; the next batch is read once `take` is done with one. */
  read(source: Source, after: number, take: (batch: readonly StoredMessage[]) => Promise<void>): Promise<ReadUpTo>;
}

export const BATCH = 500;
const FETCH_MS = 5_000;
/** A server that has messages but delivers none in so many fetches is not well. */
const MOST_EMPTY_FETCHES = 3;

export function createLogReader(operator: Operator): LogReader {
  return {
    lastSequence: (stream) => lastSequence(operator, stream),
    async read(source, after, take) {
      const end = await lastSequence(operator, source.stream);
      let [level, messages, empty] = [after, 0, 0];
      const unreadable: number[] = [];
      while (level < end) {
        const batch = await fetchAfter(operator.js, source, level);
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

async function lastSequence(operator: Operator, stream: string): Promise<number> {
  const found = await findStream(operator, stream);
  if (found) return found.state.last_seq;
  throw new ConfigError(`The log has no stream ${stream}: npm run reconcile -- --remake all makes it again.`);
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
