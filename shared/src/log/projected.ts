import type { JetStreamManager } from '@nats-io/jetstream';
import type { DurableContract } from '../contracts/durables.ts';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { pause } from './connect.ts';
import type { Link } from './link.ts';

const LONGEST_WAIT_MS = 5_000;
const PAUSE_MS = 50;

/**
 * Resolves once everything up to the sequence `upTo`, or what was in its stream when this was called, is done by the
 * durable: a view's messages are acknowledged after they are written. `Unavailable` where that takes longer than 5 s. Of
 * another service's stream nobody may ask for the end: then `upTo` must be told.
 */
export async function untilProjected(
  { stream, name }: DurableContract,
  { jsm, link, life }: { jsm: JetStreamManager; link: Link; life: Lifecycle },
  upTo?: number,
): Promise<void> {
  const last = upTo ?? (await link.ask(() => jsm.streams.info(stream))).state.last_seq;
  let calm = 0;
  for (const end = performance.now() + LONGEST_WAIT_MS; !life.signal.aborted && performance.now() < end;) {
    const { ack_floor, num_pending, num_ack_pending } = await link.ask(() => jsm.consumers.info(stream, name));
    if (ack_floor.stream_seq >= last) return;
    // The floor says nothing of messages at the stream's end that were deleted. Seen twice, as the server counts a message
    // for its consumers only a moment after it has acknowledged it.
    calm = num_pending + num_ack_pending === 0 ? calm + 1 : 0;
    if (calm === 2) return;
    await pause(PAUSE_MS, life.signal);
  }
  throw new Unavailable('the view lags behind the log');
}
