import type { mongo } from 'mongoose';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { DurableContract } from '../contracts/durables.ts';
import { isErasure } from '../contracts/erasure.ts';
import type { Envelope, Projector, StoredMessage } from '../log/index.ts';
import type { View } from './connection.ts';

type Document = mongo.Document;
type Collection<T extends Document> = mongo.Collection<T>;

/** A document of the current state: the aggregate, plus the sequence of its last event and when it began. */
export type Current<State> = State & { _id: string; seq: number; createdAt: Date };

/** Where an aggregate's current documents go. `createdAt` is what lists are sorted by: it never changes. */
export interface CurrentCollection {
  readonly aggregate: AggregateContract;
  readonly collection: string;
  createdAt(state: Document): string | undefined;
  /** What of the state is kept, where not all of it is; `undefined` where this aggregate isn't. */
  keep?(state: Document): Document | undefined;
  readonly indexes?: readonly Record<string, 1 | -1>[];
}

/** Names the collection of an aggregate, with the state's type. */
export function currentCollection<A extends AggregateContract>(of: {
  aggregate: A;
  collection: string;
  createdAt: (state: StateOf<A>) => string | undefined;
  keep?: (state: StateOf<A>) => Document | undefined;
  indexes?: readonly Record<string, 1 | -1>[];
}): CurrentCollection {
  return of;
}

/** One stored event: enough to show a history and to make a lost stream again. `_id` is the sequence. */
export interface EventDocument extends Document {
  _id: number;
  stream: string;
  subject: string;
  aggregateId: string;
  type: string;
  storedAt: Date;
  envelope: Envelope;
}

/**
 * Writes one view; `events` and `current` are the collections it fills, `nextTo` included. A view of what another service
 * owns keeps no events: the owner does.
 */
export interface ViewProjector extends Projector {
  readonly events?: string;
  readonly current: readonly string[];
  /** Which documents these messages lead to, and the sequence each has then: to be compared with what is there. */
  documentsOf(batch: readonly StoredMessage[]): { collection: string; id: string; sequence: number }[];
  /** Makes the indexes; `write` does it too where nobody did. */
  ready(): Promise<void>;
}

/**
 * What a durable fills, as a service lists it in `src/view/projections.ts` (`@serviceportal/<service>/view`): the service
 * projects by it, and a rebuild fills the same collections anew beside the live ones.
 */
export interface Projection extends DurableContract {
  createProjector(view: View, nextTo?: string): ViewProjector;
}

const DUPLICATE_KEY = 11_000;

/**
 * Fills `<collection>` with the current document per aggregate ("replace if newer") and the collection `events`, where one
 * is named, with every envelope. Safe against any order, doubles and other projectors at the same time. `nextTo` writes beside the live
 * collections, for a rebuild.
 */
export function createProjector(
  view: View,
  targets: readonly CurrentCollection[],
  options: { events?: string; nextTo?: string | undefined },
): ViewProjector {
  const name = (collection: string) => `${collection}${options.nextTo ?? ''}`;
  let prepared: Promise<void> | undefined;

  function collection<T extends Document>(wanted: string): Collection<T> {
    return view.connection.collection(name(wanted)) as unknown as Collection<T>;
  }

  async function prepare(): Promise<void> {
    if (options.events) await collection(options.events).createIndex({ aggregateId: 1, _id: 1 });
    for (const target of targets) {
      for (const index of target.indexes ?? []) await collection(target.collection).createIndex(index);
    }
  }

  function ready(): Promise<void> {
    prepared ??= view.ask(prepare).catch((cause: unknown) => {
      prepared = undefined;
      throw cause;
    });
    return prepared;
  }

  return {
    ...(options.events && { events: name(options.events) }),
    current: targets.map((target) => name(target.collection)),
    documentsOf: (batch) =>
      targets.flatMap((target) =>
        currentOf(target, batch).map(({ _id, seq }) => ({
          collection: name(target.collection),
          id: _id,
          sequence: seq,
        })),
      ),
    ready,
    async write(batch) {
      await ready();
      await view.ask(async () => {
        const erased = markersIn(batch);
        for (const target of targets) {
          const documents = currentOf(target, batch);
          const outdated = await replaceIfNewer(collection(target.collection), documents);
          if (options.events) addMarkers(erased, await markersAmong(collection(target.collection), outdated));
        }
        if (!options.events) return;
        await keepEvents(collection<EventDocument>(options.events), batch);
        await dropErased(collection<EventDocument>(options.events), erased);
      });
    },
  };
}

/** The newest state per aggregate in the batch; events of other aggregates don't count. */
function currentOf(target: CurrentCollection, batch: readonly StoredMessage[]): Current<Document>[] {
  const newest = new Map<string, Current<Document>>();
  for (const { envelope, sequence } of batch) {
    const state = envelope.data[target.aggregate.name] as Document | undefined;
    if (!state || (newest.get(envelope.subject)?.seq ?? 0) >= sequence) continue;
    const kept = target.keep ? defined(target.keep(state)) : state;
    if (!kept) continue;
    const createdAt = new Date(target.createdAt(state) ?? envelope.time);
    newest.set(envelope.subject, { ...kept, _id: envelope.subject, seq: sequence, createdAt });
  }
  return [...newest.values()];
}

/** Without what is `undefined`: the database would keep that as a null. */
function defined(document: Document | undefined): Document | undefined {
  return document && Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined));
}

/** Gives the ids of those that were not the newest. */
async function replaceIfNewer(collection: Collection<Document>, documents: Current<Document>[]): Promise<string[]> {
  if (documents.length === 0) return [];
  const replace = (upsert: boolean) => (document: Current<Document>) => ({
    replaceOne: { filter: { _id: document._id as never, seq: { $lt: document.seq } }, replacement: document, upsert },
  });
  const blocked = await bulk(collection, documents.map(replace(true)));
  if (blocked.length === 0) return [];
  // The upsert found a document that is not older, or lost a race to insert: without upsert only an older one is replaced.
  await bulk(
    collection,
    blocked.map((index) => replace(false)(documents[index]!)),
  );
  return blocked.map((index) => documents[index]!._id);
}

/** The sequence of the marker by aggregate. */
type Markers = Map<string, number>;

function markersIn(batch: readonly StoredMessage[]): Markers {
  const markers: Markers = new Map();
  addMarkers(
    markers,
    batch.filter(({ envelope }) => isErasure(envelope)).map(({ envelope, sequence }) => [envelope.subject, sequence]),
  );
  return markers;
}

function addMarkers(markers: Markers, found: Iterable<readonly [string, number]>): void {
  for (const [id, sequence] of found) markers.set(id, Math.max(sequence, markers.get(id) ?? 0));
}

/** What comes late, or again, of somebody who is forgotten: their document is a marker already. */
async function markersAmong(collection: Collection<Document>, ids: string[]): Promise<[string, number][]> {
  if (ids.length === 0) return [];
  const wanted = { _id: { $in: ids as never[] }, erasedAt: { $exists: true } };
  const found = await collection.find(wanted, { projection: { seq: 1 } }).toArray();
  return found.map((document) => [String(document['_id']), Number(document['seq'])]);
}

/** Whoever writes an old event of an erased aggregate does this after it, and whoever writes the marker too: one sees both. */
async function dropErased(events: Collection<EventDocument>, markers: Markers): Promise<void> {
  if (markers.size === 0) return;
  const wanted = { aggregateId: { $in: [...markers.keys()] } };
  const found = await events.find(wanted, { projection: { aggregateId: 1 } }).toArray();
  const earlier = found.filter(({ _id, aggregateId }) => _id < markers.get(aggregateId)!).map(({ _id }) => _id);
  if (earlier.length > 0) await events.deleteMany({ _id: { $in: earlier } });
}

/** Events never change, so one that is there already is the same one. */
async function keepEvents(collection: Collection<EventDocument>, batch: readonly StoredMessage[]): Promise<void> {
  await bulk(
    collection,
    batch.map((message) => ({ insertOne: { document: eventDocument(message) } })),
  );
}

function eventDocument({ stream, sequence, subject, storedAt, envelope }: StoredMessage): EventDocument {
  return {
    _id: sequence,
    stream,
    subject,
    aggregateId: envelope.subject,
    type: envelope.type,
    storedAt,
    envelope,
  };
}

/** The message that the document is a copy of. */
export function storedMessage({ _id, stream, subject, storedAt, envelope }: EventDocument): StoredMessage {
  return { stream, sequence: _id, subject, storedAt, envelope };
}

/** Runs the operations unordered; returns the indexes that failed on a duplicate key, throws on anything else. */
async function bulk<T extends Document>(
  collection: Collection<T>,
  operations: mongo.AnyBulkWriteOperation<T>[],
): Promise<number[]> {
  try {
    await collection.bulkWrite(operations, { ordered: false });
    return [];
  } catch (cause) {
    const errors = writeErrors(cause);
    if (errors.length === 0 || errors.some(({ code }) => code !== DUPLICATE_KEY)) throw cause;
    return errors.map(({ index }) => index);
  }
}

function writeErrors(cause: unknown): { code: number; index: number }[] {
  if (!cause || typeof cause !== 'object' || !('writeErrors' in cause)) return [];
  return [cause.writeErrors].flat() as { code: number; index: number }[];
}
