import type { StoredMessage } from '@serviceportal/shared/log';
import { type EventDocument, storedMessage, type View, type ViewProjector } from '@serviceportal/shared/view';
import { BATCH } from './log-reader.ts';

/** The highest sequence among the events in the database, 0 where there are none. */
export async function lastEvent(view: View, events: string): Promise<number> {
  const last = await view.ask(() => eventsOf(view, events).findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } }));
  return last?._id ?? 0;
}

/**
 * Streams keep only so many revisions, the database all of them: events up to `level` that the log no longer has go from
 * the old collection to the new one. Gives their number.
 */
export async function keepForgotten(
  view: View,
  { events: from }: ViewProjector,
  to: ViewProjector,
  level: number,
): Promise<number> {
  const missingIn = to.events;
  if (!from || !missingIn) return 0;
  let kept = 0;
  for (let after = 0; ;) {
    const batch = await view.ask(() =>
      eventsOf(view, from)
        .find({ _id: { $gt: after, $lte: level } }, { sort: { _id: 1 }, limit: BATCH })
        .toArray(),
    );
    const last = batch.at(-1);
    if (!last) return kept;
    after = last._id;
    const forgotten = await missing(view, missingIn, batch);
    if (forgotten.length > 0) await to.write(forgotten);
    kept += forgotten.length;
  }
}

async function missing(view: View, events: string, batch: readonly EventDocument[]): Promise<StoredMessage[]> {
  const ids = batch.map(({ _id }) => _id);
  const there = await view.ask(() =>
    eventsOf(view, events)
      .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
      .toArray(),
  );
  const known = new Set(there.map(({ _id }) => _id));
  return batch.filter(({ _id }) => !known.has(_id)).map(storedMessage);
}

function eventsOf(view: View, collection: string) {
  return view.connection.collection<EventDocument>(collection);
}
