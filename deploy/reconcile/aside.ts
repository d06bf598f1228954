import type { Envelope } from '@serviceportal/shared/log';
import { createLogReader, type LogReader } from '../rebuild/log-reader.ts';
import type { Operator } from '../rebuild/operator.ts';
import type { Refill } from './closed-stream.ts';
import type { EventCopy, Source } from './event-copy.ts';
import { firstStoredSince, isSame, type Place } from './stored-since.ts';

interface AsideDocument {
  /** The event's id. */
  _id: string;
  order: number;
  subject: string;
  envelope: Envelope;
}

/**
 * Saves what the stream still has and the database has not, before the stream is deleted: what was not projected yet goes
 * where it belongs; what was stored since the stream lost events, projected or not, is kept aside to follow at the end, in
 * its order. What the database has already and was decided again is left out.
 */
export async function putAside(source: Source, copy: EventCopy, operator: Operator): Promise<void> {
  const live = source.projection.createProjector(source.view);
  const aside = asideOf(source);
  const log = createLogReader(operator);
  const copied = await copy.places();
  const since = firstStoredSince(await placesIn(log, source), copied) ?? Infinity;
  const [at, known] = [new Map(copied.map((place) => [place.sequence, place])), new Set(copied.map(({ id }) => id))];
  await log.read(source.projection, 0, async (batch) => {
    const late = batch.filter(({ sequence, envelope }) => sequence < since && !known.has(envelope.id));
    if (late.length > 0) await live.write(late);
    for (const { sequence, subject, envelope } of batch.filter((message) => message.sequence >= since)) {
      const isProjected = isSame(envelope, at.get(sequence));
      if (!isProjected && known.has(envelope.id)) continue;
      const document = { order: sequence, subject, envelope };
      await source.view.ask(() => aside.replaceOne({ _id: envelope.id }, document, { upsert: true }));
      // It has another place from now on; killed right here, it is found again in the stream.
      if (isProjected) await copy.remove(sequence);
    }
  });
}

async function placesIn(log: LogReader, { projection }: Source): Promise<Place[]> {
  const places: Place[] = [];
  await log.read(projection, 0, (batch) => {
    for (const { sequence, envelope, storedAt } of batch) {
      places.push({ sequence, id: envelope.id, time: envelope.time, storedAt });
    }
    return Promise.resolve();
  });
  return places;
}

/** Stores what was kept aside, in its order, behind `after`; what an earlier run stored is not stored again. */
export async function takeFromAside(
  source: Source,
  after: number,
  refill: Refill,
  operator: Operator,
): Promise<number> {
  const aside = asideOf(source);
  const documents = await source.view.ask(() => aside.find({}, { sort: { order: 1 } }).toArray());
  const stored = new Set<string>();
  const { level } = await createLogReader(operator).read(source.projection, after, (batch) => {
    for (const { envelope } of batch) stored.add(envelope.id);
    return Promise.resolve();
  });
  const events = documents.filter(({ _id }) => !stored.has(_id)).map((event) => ({ event }));
  await refill.publish(level, events);
  return documents.length;
}

/** Once the stream has them. */
export async function emptyAside(source: Source): Promise<void> {
  await source.view.ask(() => asideOf(source).deleteMany({}));
}

function asideOf({ view, projection }: Source) {
  const { events } = projection.createProjector(view);
  return view.connection.collection<AsideDocument>(`${events ?? 'events'}_aside`);
}
