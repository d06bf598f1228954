import { type ApiError, JetStreamApiError } from '@nats-io/jetstream';
import { headers, nuid } from '@nats-io/transport-node';
import type { AggregateContract } from '../contracts/define.ts';
import { refuse, Unavailable } from '../errors.ts';
import { inject } from '../telemetry/index.ts';
import { CONTENT_TYPE, type Envelope } from './envelope.ts';
import { isNoResponder, isOutage, type Link } from './link.ts';
import type { Request } from './requests.ts';

/** What became of an append: stored at a sequence, or somebody else was first, or nobody knows (the answer got lost). */
export type Appended = { outcome: 'stored'; sequence: number } | { outcome: 'conflict' } | { outcome: 'unknown' };

/** An event on its way. `expect` is left out where an earlier one of the same batch has it for the aggregate. */
export interface Append {
  readonly subject: string;
  readonly envelope: Envelope;
  readonly expect?: Expectation;
}

/** That `lastSequence` (0: nothing yet) still is the last sequence over **all** subjects of the aggregate. */
export interface Expectation {
  readonly lastSequence: number;
  readonly filter: string;
}

/**
 * "wrong last sequence", also where the server doesn't know the last sequence yet; and in a cluster "duplicate message id
 * is in process": another replica is just storing what the same cause led to. A batch can be told three more: that it
 * contains a message that is there already, that the server let go of its beginning, and that too many others are open.
 */
const CONFLICTS = new Set([10071, 10158, 10164, 10201, 10176, 10210]);

/**
 * The one spelling of the filter over all subjects of an aggregate; every writer and reader takes it from here. An id
 * that would change the filter's meaning is refused: `*` would be everybody's aggregate.
 */
export function filterOf(contract: AggregateContract, id: string): string {
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(id)) throw refuse('invalid', `This is no id of a ${contract.name}.`);
  return contract.filter(id);
}

/**
 * The one compare-and-set of the house: stores the event only if what it expects is so. `Unavailable` where surely
 * nothing was stored.
 */
export async function appendEvent(link: Link, append: Append & { expect: Expectation }): Promise<Appended> {
  await link.ready();
  try {
    const { seq, duplicate } = await publish(link, append);
    // The stored one may say something else than ours: it was decided on another state.
    return duplicate ? { outcome: 'unknown' } : { outcome: 'stored', sequence: seq };
  } catch (cause) {
    return classify(cause);
  }
}

/**
 * The same for two events: both are stored, one right after the other, or neither is. The sequence is the second one's.
 */
export async function appendBoth(
  link: Link,
  [first, second]: readonly [Append & { expect: Expectation }, Append],
): Promise<Appended> {
  await link.ready();
  try {
    const batch = nuid.next();
    await publish(link, first, { 'Nats-Batch-Id': batch, 'Nats-Batch-Sequence': '1' });
    const last = { 'Nats-Batch-Id': batch, 'Nats-Batch-Sequence': '2', 'Nats-Batch-Commit': '1' };
    const { seq } = await publish(link, second, last);
    return { outcome: 'stored', sequence: seq };
  } catch (cause) {
    return classify(cause);
  }
}

/** Publishes as the client would, but for the headers, which its batches drop. Throws a `JetStreamApiError` where refused. */
async function publish(link: Link, append: Append, more: Record<string, string> = {}): Promise<PublishAnswer> {
  const { subject, envelope, expect } = append;
  const own = headers();
  own.set('content-type', CONTENT_TYPE);
  own.set('Nats-Msg-Id', envelope.id);
  if (expect) {
    own.set('Nats-Expected-Last-Subject-Sequence', String(expect.lastSequence));
    own.set('Nats-Expected-Last-Subject-Sequence-Subject', expect.filter);
  }
  for (const [name, value] of Object.entries(more)) own.set(name, value);
  inject((name, value) => own.set(name, value));
  return stored(link, { subject, payload: JSON.stringify(envelope), headers: own });
}

/** Has a stream store what is sent; throws a `JetStreamApiError` where it refuses. */
export async function stored(link: Link, request: Request): Promise<PublishAnswer> {
  const answer = await link.request(request);
  // The beginning of a batch is acknowledged by an empty message.
  const parsed = answer.data.length === 0 ? NOT_STORED_YET : answer.json<PublishAnswer | { error: ApiError }>();
  if ('error' in parsed) throw new JetStreamApiError(parsed.error);
  return parsed;
}

/** What the server says of a message it has taken. */
interface PublishAnswer {
  readonly seq: number;
  readonly duplicate?: boolean;
}

const NOT_STORED_YET: PublishAnswer = { seq: 0 };

/** What an error of a publish says about it; `Unavailable` where surely nothing was stored. */
export function classify(cause: unknown): Appended {
  if (cause instanceof JetStreamApiError) {
    if (CONFLICTS.has(cause.code)) return { outcome: 'conflict' };
    // The stream is full, sealed or without a leader: nothing was stored, and trying again later may help.
    throw new Unavailable(`the log refused the append (${cause.code})`, { cause });
  }
  if (isNoResponder(cause)) throw new Unavailable('the log cannot be reached', { cause });
  if (isOutage(cause)) return { outcome: 'unknown' };
  throw cause;
}
