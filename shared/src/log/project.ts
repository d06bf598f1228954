import type { JsMsg } from '@nats-io/jetstream';
import type { DurableContract } from '../contracts/durables.ts';
import { Unavailable } from '../errors.ts';
import { counter } from '../telemetry/index.ts';
import { pause } from './connect.ts';
import { consume } from './consume.ts';
import { createGiveBack } from './give-back.ts';
import type { ReactDependencies } from './react.ts';
import { asStored, type StoredMessage } from './stored-message.ts';

/** Writes a batch of messages, in any order and possibly again; resolves once all of it is stored. */
export interface Projector {
  write(batch: readonly StoredMessage[]): Promise<void>;
}

/** A message that waits to be written; `settled` is called once it was acknowledged or given back. */
interface Waiting {
  readonly message: JsMsg;
  readonly settled: () => void;
}

interface Readable extends Waiting {
  readonly stored: StoredMessage;
}

const LARGEST_BATCH = 500;
/** What arrives within this goes into one batch: nobody who looks at a list sees that it is so much older. */
const GATHER_MS = 40;
const LONGEST_HOLD_MS = 2_000;

const projected = counter('projected_messages', 'Messages written to the view, by durable', ['durable']);

/**
 * Fills a view from the durable, in batches, acknowledged after the write. While the database is away it holds what
 * it has and tries again: a night without a database costs no message. A message that cannot be written spoils nobody
 * else's: then each one of its batch is written alone, and that one ends as a dead letter.
 */
export async function project(durable: DurableContract, projector: Projector, deps: ReactDependencies): Promise<void> {
  const { life, logger } = deps;
  const giveBack = createGiveBack(durable, deps);
  const waiting: Waiting[] = [];
  let writing = false;

  function take(message: JsMsg): Promise<void> {
    return new Promise((settled) => {
      waiting.push({ message, settled });
      if (!writing) void writeAll();
    });
  }

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      // A write costs the database nearly the same for one message as for many, also while more keep coming.
      if (waiting.length < LARGEST_BATCH) await pause(GATHER_MS, life.signal);
      await writeSome(waiting.splice(0, LARGEST_BATCH));
    }
    writing = false;
  }

  async function writeSome(some: readonly Waiting[]): Promise<void> {
    try {
      await write(await readable(some));
    } catch (cause) {
      // The connection was closed under it: the server delivers the messages again.
      logger.error({ err: cause, durable: durable.name }, 'messages could not be settled');
    } finally {
      for (const { settled } of some) settled();
    }
  }

  async function readable(some: readonly Waiting[]): Promise<Readable[]> {
    const batch: Readable[] = [];
    for (const each of some) {
      try {
        batch.push({ ...each, stored: asStored(each.message) });
      } catch (cause) {
        await returned(each, cause);
      }
    }
    return batch;
  }

  async function write(batch: readonly Readable[]): Promise<void> {
    if (batch.length === 0) return;
    try {
      await untilWritten(batch.map(({ stored }) => stored));
    } catch (cause) {
      if (cause instanceof Unavailable || batch.length === 1) {
        await Promise.all(batch.map((each) => returned(each, cause)));
      } else {
        for (const one of batch) await write([one]);
      }
      return;
    }
    for (const { message } of batch) message.ack();
    projected.inc({ durable: durable.name }, batch.length);
  }

  /** Settled at once, as it may come again while others of its batch are still being written. */
  async function returned({ message, settled }: Waiting, cause: unknown): Promise<void> {
    await giveBack(message, cause);
    settled();
  }

  async function untilWritten(batch: StoredMessage[]): Promise<void> {
    for (let hold = 100; ; hold = Math.min(hold * 2, LONGEST_HOLD_MS)) {
      try {
        return await projector.write(batch);
      } catch (cause) {
        if (!(cause instanceof Unavailable) || life.signal.aborted) throw cause;
      }
      await pause(hold, life.signal);
    }
  }

  await consume(durable, take, deps);
}
