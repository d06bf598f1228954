import type { Envelope, StoredMessage } from '@serviceportal/shared/log';
import { createLogReader } from '../rebuild/log-reader.ts';
import type { Operator } from '../rebuild/operator.ts';
import type { Refill } from './closed-stream.ts';
import type { EventCopy, Source } from './event-copy.ts';

interface AsideDocument {
  /** The event's id. */
  _id: string;
  order: number;
  subject: string;
  envelope: Envelope;
}

/**
 * Saves what the stream still has and the database has not, before the stream is deleted: what was not projected yet goes
 * where it belongs; what was stored after everything the database has, in a stream begun anew under old sequences, is
 * kept aside to follow at the end.
 */
export async function putAside(source: Source, copy: EventCopy, operator: Operator): Promise<void> {
  const live = source.projection.createProjector(source.view);
  const aside = asideOf(source);
  await createLogReader(operator).read(source.projection, 0, async (batch) => {
    const ids = await copy.idsAt(batch.map(({ sequence }) => sequence));
    const unknown = batch.filter(({ sequence, envelope }) => ids.get(sequence) !== envelope.id);
    const known = await copy.having(unknown.map(({ envelope }) => envelope.id));
    const lost = unknown.filter(({ envelope }) => !known.has(envelope.id));
    const belongs = (message: StoredMessage) =>
      !ids.has(message.sequence) && (message.sequence > copy.last || message.storedAt <= copy.lastStoredAt);
    const late = lost.filter(belongs);
    if (late.length > 0) await live.write(late);
    for (const { sequence, subject, envelope } of lost.filter((message) => !belongs(message))) {
      const document = { order: sequence, subject, envelope };
      await source.view.ask(() => aside.replaceOne({ _id: envelope.id }, document, { upsert: true }));
    }
  });
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
