import { JetStreamApiError, type JetStreamManager } from '@nats-io/jetstream';
import type { StreamName } from '../contracts/streams.ts';
import type { Link } from './link.ts';

/** JetStream's "no message found" and "no such sequence". */
const GONE = new Set([10037, 10043]);
const DELETE_FAILED = 10057;

/**
 * Removes one message, with `erase` its bytes on disk too. One that is gone already is what was wanted: the answer to
 * the first try may have been lost.
 */
export async function deleteMessage(
  { link, jsm }: { link: Link; jsm: JetStreamManager },
  message: { stream: StreamName; sequence: number; erase: boolean },
): Promise<void> {
  await link.ask(async () => {
    try {
      await jsm.streams.deleteMessage(message.stream, message.sequence, message.erase);
    } catch (cause) {
      if (!isGone(cause)) throw cause;
    }
  });
}

function isGone(cause: unknown): boolean {
  if (!(cause instanceof JetStreamApiError)) return false;
  return GONE.has(cause.code) || (cause.code === DELETE_FAILED && /not found|no message/i.test(cause.message));
}
