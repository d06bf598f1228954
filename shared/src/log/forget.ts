import type { JetStreamManager } from '@nats-io/jetstream';
import type { AggregateContract } from '../contracts/define.ts';
import { type Refusal, refuse } from '../errors.ts';
import { filterOf } from './append.ts';
import { deleteMessage } from './delete-message.ts';
import type { Link } from './link.ts';

/**
 * Deletes every message of an aggregate before the sequence of its marker, with the bytes on disk, and gives their
 * number. The oldest goes first: stopped at any point, what is left still ends with the newest state, and being done again
 * it goes on where it was.
 */
export async function forgetBefore(
  deps: { readonly link: Link; readonly jsm: JetStreamManager },
  contract: AggregateContract,
  id: string,
  marker: number,
): Promise<number> {
  const { link, jsm } = deps;
  const { stream } = contract;
  const next_by_subj = filterOf(contract, id);
  let deleted = 0;
  for (let seq = 1; ;) {
    // The leader's answer: a replica that lags behind may lack one that is still to be deleted.
    const query = { seq, next_by_subj };
    const oldest = await link.ask(() => jsm.streams.getMessage(stream, query));
    if (!oldest || oldest.seq >= marker) return deleted;
    await deleteMessage(deps, { stream, sequence: oldest.seq, erase: true });
    deleted += 1;
    seq = oldest.seq + 1;
  }
}

/** A command came to an aggregate of which only the marker is left. */
const refusals = new WeakSet<Refusal>();

export function refuseErased(name: string): Refusal {
  const refusal = refuse('conflict', `The data of this ${name} were erased: nothing can be done with it any more.`);
  refusals.add(refusal);
  return refusal;
}

/** Whether it was refused because the person is forgotten: then a reaction has nothing left to do. */
export function isRefusedErased(cause: unknown): boolean {
  return refusals.has(cause as Refusal);
}

/** Whether only the marker is left of an aggregate that stays erased for good. */
export function isErased(state: unknown): boolean {
  return (state as { erasedAt?: unknown } | undefined)?.erasedAt !== undefined;
}
