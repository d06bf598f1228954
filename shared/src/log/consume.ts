import {
  type Consumer,
  type ConsumerMessages,
  JetStreamApiError,
  type JetStreamClient,
  type JsMsg,
} from '@nats-io/jetstream';
import { ACK_WAIT_MS, type DurableContract } from '../contracts/durables.ts';
import { ConfigError, Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { pause } from './connect.ts';
import type { Deliveries } from './deliveries.ts';
import type { Link } from './link.ts';

/** JetStream's "there is no such consumer" and "there is no such stream". */
const MISSING = new Set([10014, 10059]);
/** How long the server keeps a request for messages; then it is asked anew. */
const PULL_MS = 10_000;
/** A message in hand is kept alive; well below the durables' `ack_wait`. */
const KEEP_ALIVE_MS = ACK_WAIT_MS / 3;

interface Dependencies {
  readonly js: JetStreamClient;
  readonly link: Link;
  readonly life: Lifecycle;
  readonly logger: Logger;
  readonly deliveries: Deliveries;
}

/**
 * Hands each message of the durable to `handle`, at most `prefetch` at a time, until the lifecycle closes; `handle`
 * resolves once it has acknowledged the message or given it back. Never more messages are taken than can be in work at
 * once, and all of them are kept alive: what would wait here unseen goes to another replica instead. Closing stops
 * taking first, gives back what has just arrived, then waits for what is in work.
 */
export async function consume(
  durable: DurableContract,
  handle: (message: JsMsg) => Promise<void>,
  deps: Dependencies,
): Promise<void> {
  const { link, life, logger, deliveries } = deps;
  const hand = createHand(durable, handle, deps);
  const consumer = await openConsumer(durable, deps);
  let pulled: ConsumerMessages | undefined;
  // The server forgets requests when the connection breaks.
  const forget = link.onBack(() => void pulled?.close());
  const keepAlive = setInterval(() => link.isUp() && hand.keepAlive(), KEEP_ALIVE_MS);
  const loop = takeAll();

  life.onClose(`deliveries to ${durable.name}`, async () => {
    forget();
    void pulled?.close();
    await loop;
    await hand.empty();
    clearInterval(keepAlive);
  });

  async function takeAll(): Promise<void> {
    let warned = false;
    while (!life.signal.aborted) {
      try {
        await link.ready();
        await pull(await hand.room(life.signal));
        if (warned) logger.info({ durable: durable.name, back: true }, 'deliveries go on');
        warned = false;
        deliveries.goOn(durable.name);
      } catch (cause) {
        if (life.signal.aborted) return;
        if (!warned) logger.warn({ err: cause, durable: durable.name }, 'deliveries are interrupted, trying again');
        warned = true;
        deliveries.interrupted(durable.name);
        await pause(500, life.signal);
      }
    }
  }

  async function pull(most: number): Promise<void> {
    if (life.signal.aborted) return;
    pulled = await consumer.fetch({ max_messages: most, expires: PULL_MS });
    if (life.signal.aborted) void pulled.close();
    for await (const message of pulled) {
      if (life.signal.aborted) message.nak();
      else hand.take(message);
    }
  }
}

/** The messages in work, by stream sequence. */
function createHand(durable: DurableContract, handle: (message: JsMsg) => Promise<void>, { logger }: Dependencies) {
  const inHand = new Map<number, { message: JsMsg; work: Promise<void> }>();
  let freed = Promise.withResolvers<void>();

  async function run(message: JsMsg): Promise<void> {
    try {
      await handle(message);
    } catch (cause) {
      // The connection was closed under it: the server delivers the message again.
      logger.error({ err: cause, durable: durable.name }, 'message could not be settled');
    } finally {
      inHand.delete(message.seq);
      freed.resolve();
    }
  }

  return {
    take(message: JsMsg): void {
      // Delivered again although it is still in work: the server was away for longer than it waits.
      if (inHand.has(message.seq)) return;
      // In the map before it runs: it may be done at once.
      const entry = { message, work: Promise.resolve() };
      inHand.set(message.seq, entry);
      entry.work = run(message);
    },
    /** How many more can be taken; waits until it is worth asking for them. */
    async room(signal: AbortSignal): Promise<number> {
      const wanted = Math.max(1, Math.floor(durable.prefetch / 4));
      while (durable.prefetch - inHand.size < wanted && !signal.aborted) {
        freed = Promise.withResolvers<void>();
        const stop = () => freed.resolve();
        signal.addEventListener('abort', stop, { once: true });
        await freed.promise;
        signal.removeEventListener('abort', stop);
      }
      return Math.max(1, durable.prefetch - inHand.size);
    },
    keepAlive(): void {
      for (const { message } of inHand.values()) message.working();
    },
    async empty(): Promise<void> {
      await Promise.allSettled([...inHand.values()].map(({ work }) => work));
    },
  };
}

/** Waits for a server that is not ready yet; a durable that isn't there is a `ConfigError`. */
async function openConsumer(durable: DurableContract, { js, link, life, logger }: Dependencies): Promise<Consumer> {
  for (let warned = false; ; warned = true) {
    try {
      return await link.ask(() => js.consumers.get(durable.stream, durable.name));
    } catch (cause) {
      if (!(cause instanceof Unavailable) || life.signal.aborted) throw cause;
      if (cause.cause instanceof JetStreamApiError && MISSING.has(cause.cause.code))
        throw notProvisioned(durable, cause);
      if (!warned) logger.warn({ err: cause, durable: durable.name }, 'deliveries cannot be opened yet, trying again');
      await pause(500, life.signal);
    }
  }
}

function notProvisioned(durable: DurableContract, cause: unknown): ConfigError {
  return new ConfigError(
    `The NATS server has no durable ${durable.name} on stream ${durable.stream}: run the provisioning step (npm run provision).`,
    { cause },
  );
}
