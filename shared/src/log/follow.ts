import { type ConsumerMessages, DeliverPolicy, type JetStreamClient, type JsMsg } from '@nats-io/jetstream';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { StreamName } from '../contracts/streams.ts';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { pause } from './connect.ts';
import type { Link } from './link.ts';
import { asStored, type StoredMessage } from './stored-message.ts';
import { PULL_MS } from './tail.ts';

/** A copy of master data in memory, kept level with the stream. */
export interface LocalCopy {
  /** Resolves once everything stored before the start is in. */
  readonly loaded: Promise<void>;
  isLoaded(): boolean;
  /** Resolves when the stream is read up to `sequence`; `Unavailable` after `withinMs`. */
  reached(sequence: number, withinMs?: number): Promise<void>;
}

const AGAIN_MS = 250;

/** Calls `on` for the last event of each subject, then for each new one, in stream order, for as long as `life` lasts. */
export function followStream(
  stream: StreamName,
  subjects: string[],
  on: (message: StoredMessage) => void,
  { js, link, life, logger }: { js: JetStreamClient; link: Link; life: Lifecycle; logger: Logger },
): LocalCopy {
  const loaded = Promise.withResolvers<void>();
  let isLoaded = false;
  let level = 0;
  const waiters = new Set<() => void>();

  function markLoaded(): void {
    isLoaded = true;
    loaded.resolve();
  }

  function take(message: JsMsg): void {
    try {
      on(asStored(message));
    } catch (cause) {
      logger.error({ err: cause, stream, sequence: message.seq }, 'unreadable master data skipped');
    }
    // Read anew, the copy begins with the oldest subject.
    level = Math.max(level, message.seq);
    if (message.info.pending === 0) markLoaded();
    for (const check of waiters) check();
  }

  let current: ConsumerMessages | undefined;
  // The server knows the consumer no more once the connection was lost.
  const forget = link.onBack(() => void current?.close());
  const reading = read();
  life.onClose(`local copy of ${stream}`, async () => {
    forget();
    void current?.close();
    await reading;
  });

  /** An ordered consumer, opened again for as long as the lifecycle lasts. */
  async function read(): Promise<void> {
    const options = { filter_subjects: subjects, deliver_policy: DeliverPolicy.LastPerSubject };
    let warned = false;
    while (!life.signal.aborted) {
      try {
        const consumer = await link.ask(() => js.consumers.get(stream, options));
        if ((await consumer.info(true)).num_pending === 0) markLoaded();
        current = await consumer.consume({ max_messages: 500, expires: PULL_MS });
        warned = false;
        if (life.signal.aborted) void current.close();
        for await (const message of current) take(message);
        if (life.signal.aborted) await consumer.delete().catch(() => undefined);
      } catch (cause) {
        if (life.signal.aborted) return;
        if (!warned) logger.warn({ err: cause, stream }, 'local copy cannot be read, trying again');
        warned = true;
      }
      await pause(AGAIN_MS, life.signal);
    }
  }

  return {
    loaded: loaded.promise,
    isLoaded: () => isLoaded,
    async reached(sequence, withinMs = 2_000) {
      if (level >= sequence) return;
      const waiting = Promise.withResolvers<void>();
      const check = () => level >= sequence && waiting.resolve();
      waiters.add(check);
      const late = setTimeout(
        () => waiting.reject(new Unavailable(`the local copy of ${stream} lags behind`)),
        withinMs,
      );
      await waiting.promise.finally(() => {
        clearTimeout(late);
        waiters.delete(check);
      });
    },
  };
}

/** The aggregates of one kind by id, filled from their stream. */
export function collect<A extends AggregateContract>(
  contract: A,
): { byId: Map<string, StateOf<A>>; take: (message: StoredMessage) => void } {
  const byId = new Map<string, StateOf<A>>();
  return {
    byId,
    take({ envelope }) {
      const state = envelope.data[contract.name];
      if (state) byId.set(envelope.subject, state as StateOf<A>);
    },
  };
}
