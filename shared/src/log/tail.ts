import {
  type Consumer,
  DeliverPolicy,
  type JetStreamClient,
  type JsMsg,
  type OrderedConsumerOptions,
} from '@nats-io/jetstream';
import type { StreamName } from '../contracts/streams.ts';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { pause } from './connect.ts';
import type { Link } from './link.ts';
import { readable, type StoredMessage } from './stored-message.ts';

/** How long the server keeps a request for messages; that it forgot it, is noticed about as fast. */
export const PULL_MS = 5_000;
const AGAIN_MS = 250;

/**
 * Events under `subjects` as they are stored, from the one after `afterSequence` on (or from now), until `signal` aborts.
 * Each goes to `on` in stream order, once, also over a restart of the server. `begun` is called when nothing that is stored
 * from then on can be missed. `Unavailable` where it cannot begin.
 */
export async function tailStream(
  deps: { readonly js: JetStreamClient; readonly link: Link; readonly life: Lifecycle },
  from: { stream: StreamName; subjects: string; afterSequence?: number },
  on: (message: StoredMessage) => void,
  signal: AbortSignal,
  begun: () => void = () => undefined,
): Promise<void> {
  let level = from.afterSequence;
  let hasBegun = false;
  while (!signal.aborted) {
    try {
      const consumer = await deps.link.ask(() => deps.js.consumers.get(from.stream, startOf(from.subjects, level)));
      level ??= (await consumer.info(true)).delivered.stream_seq;
      if (!hasBegun) begun();
      hasBegun = true;
      await readOn(consumer, (message) => {
        level = message.seq;
        for (const event of readable(message)) on(event);
      });
    } catch (cause) {
      // It had begun: then it goes on where it was as soon as the server is there.
      if (!hasBegun || !(cause instanceof Unavailable) || deps.life.signal.aborted) throw cause;
      await pause(AGAIN_MS, signal);
    }
  }

  /** Until the signal aborts, or the connection was lost and is back: the server then knows the consumer no more. */
  async function readOn(consumer: Consumer, take: (message: JsMsg) => void): Promise<void> {
    const messages = await deps.link.ask(() => consumer.consume({ max_messages: 100, expires: PULL_MS }));
    const stop = () => void messages.close();
    const forget = deps.link.onBack(stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    try {
      for await (const message of messages) take(message);
    } finally {
      forget();
      signal.removeEventListener('abort', stop);
      if (deps.link.isUp()) await consumer.delete().catch(() => undefined);
    }
    if (!signal.aborted && !deps.link.isUp()) throw new Unavailable('the log cannot be reached');
  }
}

function startOf(subjects: string, afterSequence: number | undefined): Partial<OrderedConsumerOptions> {
  if (afterSequence === undefined) return { filter_subjects: [subjects], deliver_policy: DeliverPolicy.New };
  return {
    filter_subjects: [subjects],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: afterSequence + 1,
  };
}
