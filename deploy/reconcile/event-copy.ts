import { ConfigError } from '@serviceportal/shared/errors';
import type { StoredMessage } from '@serviceportal/shared/log';
import { type EventDocument, type Projection, storedMessage, type View } from '@serviceportal/shared/view';
import { BATCH } from '../rebuild/log-reader.ts';
import type { Remembered } from './positions.ts';
import type { Place } from './stored-since.ts';

/** Where the second copy of a stream is: the view of the service that owns it. */
export interface Source {
  readonly view: View;
  readonly projection: Projection;
}

/** The events of a stream that the database has. */
export interface EventCopy extends Remembered {
  readonly last: number;
  /** All of them in order, in batches. */
  events(): AsyncGenerator<StoredMessage[]>;
  /** Where each of them is, in order. */
  places(): Promise<Place[]>;
  /** Takes the event under a sequence out. */
  remove(sequence: number): Promise<void>;
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
    async places() {
      const projection = { storedAt: 1, 'envelope.id': 1, 'envelope.time': 1 };
      const found = await view.ask(() => collection.find({}, { projection, sort: { _id: 1 } }).toArray());
      return found.map(({ _id: sequence, envelope: { id, time }, storedAt }) => ({ sequence, id, time, storedAt }));
    },
    async remove(sequence) {
      await view.ask(() => collection.deleteOne({ _id: sequence }));
    },
  };
}
