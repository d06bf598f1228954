import { DeliverPolicy, type JetStreamClient, type JsMsg, type OrderedConsumerOptions } from '@nats-io/jetstream';
import type { StreamName } from '../contracts/streams.ts';
import { Permanent } from '../errors.ts';
import type { Link } from './link.ts';
import { asStored, type StoredMessage } from './stored-message.ts';

interface Dependencies {
  readonly js: JetStreamClient;
  readonly link: Link;
}

/** After a restart of the server it is asked for the consumer again no later than this. */
export const PULL_MS = 5_000;

/** Every stored event under `subjects`, oldest first; read from the log, so also without the database. */
export async function readHistory(
  { js, link }: Dependencies,
  stream: StreamName,
  subjects: string,
): Promise<StoredMessage[]> {
  const consumer = await link.ask(() => js.consumers.get(stream, { filter_subjects: [subjects] }));
  try {
    return await link.ask(async () => {
      const events: StoredMessage[] = [];
      let left = (await consumer.info(true)).num_pending;
      while (left > 0) {
        let received = 0;
        for await (const message of await consumer.fetch({ max_messages: Math.min(left, 500), expires: 2_000 })) {
          events.push(...readable(message));
          received += 1;
        }
        // Erased since they were counted.
        if (received === 0) break;
        left -= received;
      }
      return events;
    });
  } finally {
    await consumer.delete().catch(() => undefined);
  }
}

/**
 * Events under `subjects` as they are stored, from the one after `afterSequence` on (or from now), until `signal` aborts.
 * Each goes to `on` in stream order, once, also over a restart of the server.
 */
export async function tailStream(
  { js, link }: Dependencies,
  from: { stream: StreamName; subjects: string; afterSequence?: number },
  on: (message: StoredMessage) => void,
  signal: AbortSignal,
): Promise<void> {
  const consumer = await link.ask(() => js.consumers.get(from.stream, startOf(from)));
  // Made anew before its first message, a consumer that began "now" would begin with the oldest event.
  let level = from.afterSequence ?? (await link.ask(() => consumer.info(true))).delivered.stream_seq;
  const messages = await link.ask(() => consumer.consume({ max_messages: 100, expires: PULL_MS }));
  const stop = () => void messages.close();
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    for await (const message of messages) {
      if (message.seq <= level) continue;
      level = message.seq;
      for (const event of readable(message)) on(event);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    if (link.isUp()) await consumer.delete().catch(() => undefined);
  }
}

function startOf({
  subjects,
  afterSequence,
}: {
  subjects: string;
  afterSequence?: number;
}): Partial<OrderedConsumerOptions> {
  if (afterSequence === undefined) return { filter_subjects: [subjects], deliver_policy: DeliverPolicy.New };
  return {
    filter_subjects: [subjects],
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: afterSequence + 1,
  };
}

/** One that cannot be read hides none of the others; whoever handles it has left a dead letter. */
function readable(message: JsMsg): StoredMessage[] {
  try {
    return [asStored(message)];
  } catch (cause) {
    if (cause instanceof Permanent) return [];
    throw cause;
  }
}
