import type { JetStreamClient } from '@nats-io/jetstream';
import type { StreamName } from '../contracts/streams.ts';
import type { Link } from './link.ts';
import { readable, type StoredMessage } from './stored-message.ts';

/** Every stored event under `subjects`, oldest first; read from the log, so also without the database. */
export async function readHistory(
  { js, link }: { js: JetStreamClient; link: Link },
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
