import type { View } from '@serviceportal/shared/view';
import type { WantedDurable } from '../nats/streams.ts';
import type { Operator } from '../rebuild/operator.ts';

interface Position {
  /** The durable. */
  _id: string;
  stream: string;
  /** Everything up to here was acknowledged. */
  acknowledged: number;
  notedAt: Date;
}

/** Notes how far the durables of a stream are, in the database of its owner: a lost stream loses them too. */
export async function notePositions(stream: string, view: View, { jsm }: Operator): Promise<void> {
  const notedAt = new Date();
  const positions = view.connection.collection<Position>('log_positions');
  for await (const { config, ack_floor } of jsm.consumers.list(stream)) {
    if (!config.durable_name) continue;
    const position = { stream, acknowledged: ack_floor.stream_seq, notedAt };
    await view.ask(() => positions.replaceOne({ _id: config.durable_name! }, position, { upsert: true }));
  }
}

/** The positions noted last, by durable. */
export async function knownPositions(stream: string, view: View): Promise<Map<string, number>> {
  const positions = view.connection.collection<Position>('log_positions');
  const known = await view.ask(() => positions.find({ stream }).toArray());
  return new Map(known.map(({ _id, acknowledged }) => [_id, acknowledged]));
}

/** What the database knows of a lost stream's events: where they begin, and which were stored how recently. */
export interface Remembered {
  readonly first: number;
  /** The first event of the last ten minutes before the loss, and of the last thirty days. */
  readonly justBefore: number;
  readonly recent: number;
}

/**
 * Where a durable of a re-made stream begins: after what it is known to have acknowledged. Where that isn't known, a view
 * begins at the beginning, which is safe for ever; a reaction thirty days back, as what an event led to is remembered for
 * ninety; one that must not do its work to the past (`from: 'now'`) ten minutes back.
 */
export function startOf(
  durable: WantedDurable & { readonly prefetch?: number },
  acknowledged: number | undefined,
  remembered: Remembered,
): number {
  if (acknowledged !== undefined) return Math.max(acknowledged + 1, remembered.first);
  if (isView(durable)) return remembered.first;
  return durable.from === 'now' ? remembered.justBefore : remembered.recent;
}

function isView({ name }: WantedDurable): boolean {
  return /-view(-|$)/.test(name);
}
