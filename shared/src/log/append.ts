import { JetStreamApiError, type JetStreamClient } from '@nats-io/jetstream';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import type { AggregateContract } from '../contracts/define.ts';
import { refuse, Unavailable } from '../errors.ts';
import { inject } from '../telemetry/index.ts';
import { CONTENT_TYPE, type Envelope } from './envelope.ts';
import { isNoResponder, isOutage, type Link } from './link.ts';

/** What became of an append: stored at a sequence, or somebody else was first, or nobody knows (the answer got lost). */
export type Appended = { outcome: 'stored'; sequence: number } | { outcome: 'conflict' } | { outcome: 'unknown' };

/**
 * "wrong last sequence", also of an atomic batch, also where the server doesn't know the last sequence yet; and in a
 * cluster "duplicate message id is in process": another replica is just storing what the same cause led to.
 */
const CONFLICTS = new Set([10071, 10158, 10164, 10201]);

/**
 * The one spelling of the filter over all subjects of an aggregate; every writer and reader takes it from here. An id
 * that would change the filter's meaning is refused: `*` would be everybody's aggregate.
 */
export function filterOf(contract: AggregateContract, id: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw refuse('invalid', `This is no id of a ${contract.name}.`);
  return contract.filter(id);
}

/**
 * The one compare-and-set of the house: stores `envelope` only if `lastSequence` (0: nothing yet) is still the last
 * sequence over **all** subjects of the aggregate. `Unavailable` where surely nothing was stored.
 */
export async function appendEvent(
  { js, link }: { js: JetStreamClient; link: Link },
  at: { subject: string; lastSequence: number; filter: string },
  envelope: Envelope,
): Promise<Appended> {
  await link.ready();
  try {
    const publishing = js.publish(at.subject, JSON.stringify(envelope), {
      msgID: envelope.id,
      headers: eventHeaders(),
      timeout: 3_000,
      expect: { lastSubjectSequence: at.lastSequence, lastSubjectSequenceSubject: at.filter },
    });
    const ack = await link.untilLost(publishing);
    // The stored one may say something else than ours: it was decided on another state.
    return ack.duplicate ? { outcome: 'unknown' } : { outcome: 'stored', sequence: ack.seq };
  } catch (cause) {
    return classify(cause);
  }
}

function eventHeaders(): MsgHdrs {
  const own = headers();
  own.set('content-type', CONTENT_TYPE);
  inject((name, value) => own.set(name, value));
  return own;
}

function classify(cause: unknown): Appended {
  if (cause instanceof JetStreamApiError) {
    if (CONFLICTS.has(cause.code)) return { outcome: 'conflict' };
    // The stream is full, sealed or without a leader: nothing was stored, and trying again later may help.
    throw new Unavailable(`the log refused the append (${cause.code})`, { cause });
  }
  if (isNoResponder(cause)) throw new Unavailable('the log cannot be reached', { cause });
  if (isOutage(cause)) return { outcome: 'unknown' };
  throw cause;
}
