import type { AuditMessage } from './read-messages.ts';

type Compare = (one: AuditMessage, other: AuditMessage) => number;

/** By their place in one log. */
export const bySequence: Compare = (one, other) => one.sequence - other.sequence;

/** By the time at which they were stored, in whichever log. */
export const byTime: Compare = (one, other) =>
  one.time === other.time ? bySequence(one, other) : one.time < other.time ? -1 : 1;

/**
 * The messages of several sources, each in order, as one: all that stand at the next place together, in the order of the
 * sources. Holds one message of each.
 */
export async function* mergeMessages(
  sources: readonly AsyncIterable<AuditMessage>[],
  compare: Compare,
): AsyncGenerator<readonly [AuditMessage, ...AuditMessage[]]> {
  const iterators = sources.map((source) => source[Symbol.asyncIterator]());
  const heads = await Promise.all(iterators.map(next));
  try {
    for (;;) {
      const [first, ...others] = heads.filter((head) => head !== undefined);
      if (!first) return;
      const least = others.reduce((best, head) => (compare(head, best) < 0 ? head : best), first);
      const at = heads.flatMap((head, index) => (head && compare(head, least) === 0 ? [index] : []));
      yield at.map((index) => heads[index]!) as [AuditMessage, ...AuditMessage[]];
      for (const index of at) heads[index] = await next(iterators[index]!);
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

async function next(iterator: AsyncIterator<AuditMessage, unknown>): Promise<AuditMessage | undefined> {
  const result = await iterator.next();
  return result.done ? undefined : result.value;
}
