import { ConfigError } from '@serviceportal/shared/errors';
import type { StoredMessage } from '@serviceportal/shared/log';
import { type EventDocument, type Projection, storedMessage, type View } from '@serviceportal/shared/view';
import { BATCH } from '../rebuild/log-reader.ts';
import type { Remembered } from './positions.ts';

/** Where the second copy of a stream is: the view of the service that owns it. */
export interface Source {
  readonly view: View;
  readonly projection: Projection;
}

/** The events of a stream that the database has. */
export interface EventCopy extends Remembered {
  readonly last: number;
  readonly lastStoredAt: Date;
  /** All of them in order, in batches. */
  events(): AsyncGenerator<StoredMessage[]>;
  /** The ids of the events under these sequences. */
  idsAt(sequences: readonly number[]): Promise<Map<number, string>>;
  /** Which of these events are there, wherever. */
  having(eventIds: readonly string[]): Promise<Set<string>>;
}

const TEN_MINUTES_MS = 10 * 60_000;
const THIRTY_DAYS_MS = 30 * 86_400_000;

/** `ConfigError` where the database has nothing that a stream could be made from. */
export async function openEventCopy({ view, projection }: Source): Promise<EventCopy> {
  const { events } = projection.createProjector(view);
  const collection = view.connection.collection<EventDocument>(events ?? 'none');
  const edge = (sort: 1 | -1) => view.ask(() => collection.findOne({}, { sort: { _id: sort } }));
  const [first, last] = [await edge(1), await edge(-1)];
  if (!first || !last) {
    throw new ConfigError(
      `The database has no events of ${projection.stream}: npm run provision (or npm start) makes it empty.`,
    );
  }
  const since = async (ms: number) => {
    const storedAt = { $gte: new Date(last.storedAt.getTime() - ms) };
    return (await view.ask(() => collection.findOne({ storedAt }, { sort: { _id: 1 } })))?._id ?? last._id;
  };
  return {
    first: first._id,
    last: last._id,
    lastStoredAt: last.storedAt,
    justBefore: await since(TEN_MINUTES_MS),
    recent: await since(THIRTY_DAYS_MS),
    async *events() {
      for (let after = 0; ;) {
        const batch = await view.ask(() =>
          collection.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit: BATCH }).toArray(),
        );
        if (batch.length === 0) return;
        after = batch.at(-1)!._id;
        yield batch.map(storedMessage);
      }
    },
    async idsAt(sequences) {
      const found = await view.ask(() =>
        collection.find({ _id: { $in: [...sequences] } }, { projection: { 'envelope.id': 1 } }).toArray(),
      );
      return new Map(found.map(({ _id, envelope }) => [_id, envelope.id]));
    },
    async having(eventIds) {
      if (eventIds.length === 0) return new Set();
      const wanted = { 'envelope.id': { $in: [...eventIds] } };
      const found = await view.ask(() => collection.find(wanted, { projection: { 'envelope.id': 1 } }).toArray());
      return new Set(found.map(({ envelope }) => envelope.id));
    },
  };
}
