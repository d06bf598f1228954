import { EVENTS } from '@serviceportal/shared/contracts';
import type { StoredMessage } from '@serviceportal/shared/log';
import type { EventDocument, Projection, View, ViewProjector } from '@serviceportal/shared/view';
import { BATCH, type LogReader } from '../rebuild/log-reader.ts';
import { findStream, type Operator } from '../rebuild/operator.ts';
import { lastEvent } from '../rebuild/second-copy.ts';

/** How a view stands to its part of the log. Sequences are those of the stream. */
export interface Comparison {
  readonly projection: Projection;
  /** Events in the log, and the stream's last sequence. */
  readonly inLog: number;
  readonly last: number;
  /** Everything up to here has been handed to the projector, and is compared. */
  readonly level: number;
  /** Events the projector has still before it: no difference, only not yet. */
  readonly waiting: number;
  /** Events that the view's copy of the log doesn't have. */
  readonly missing: readonly number[];
  /** Sequences under which log and view have different events: the log was begun anew. */
  readonly conflicting: readonly number[];
  /** Sequences of events that the view has already further ahead: the same was decided twice. */
  readonly doubled: readonly number[];
  /** Events that only the database has: up to the log's end, as after erasing; behind it, the log has lost its end. */
  readonly onlyInDatabase: number;
  readonly behindTheLog: number;
  /** Sequences of the last events of aggregates whose document is older, or missing. */
  readonly outdated: readonly number[];
  readonly unreadable: readonly number[];
}

/** Whether the log itself has lost something. */
export function hasLost({ conflicting, behindTheLog }: Comparison): boolean {
  return conflicting.length > 0 || behindTheLog > 0;
}

/** Whether the same was decided twice: nothing mends that by itself. */
export function isDoubled({ doubled }: Comparison): boolean {
  return doubled.length > 0;
}

/** Whether the view lacks what the log has. */
export function needsRepair({ missing, outdated }: Comparison): boolean {
  return missing.length > 0 || outdated.length > 0;
}

/** Reads the log once and looks for each event and each aggregate's document; the system goes on meanwhile. */
export async function compare(
  projection: Projection,
  view: View,
  log: LogReader,
  operator: Operator,
): Promise<Comparison> {
  const live = projection.createProjector(view);
  // Before the log is asked for its end: what is projected meanwhile is behind no end.
  const copied = live.events ? await lastEvent(view, live.events) : 0;
  const { level, waiting } = await progressOf(projection, operator);
  const events = createEventCheck(view, live, projection);
  const documents = createDocumentCheck(view, live);
  const { messages, unreadable } = await log.read(projection, 0, async (batch) => {
    const settled = batch.filter(({ sequence }) => sequence <= level);
    await events.take(settled);
    documents.take(settled);
  });
  const last = await log.lastSequence(projection.stream);
  return {
    projection,
    inLog: messages,
    last,
    level,
    waiting,
    missing: events.found.missing,
    conflicting: events.found.conflicting,
    doubled: events.found.doubled,
    onlyInDatabase: events.found.onlyInDatabase,
    behindTheLog: copied > last ? await events.countBetween(last, copied) : 0,
    outdated: await documents.outdated(),
    unreadable,
  };
}

/** How far the projector has come. Where its durable is gone, everything counts as handed to it. */
async function progressOf(
  { stream, name }: Projection,
  operator: Operator,
): Promise<{ level: number; waiting: number }> {
  const found = await findStream(operator, stream);
  const info = await operator.jsm.consumers.info(stream, name).catch(() => undefined);
  if (!found || !info) return { level: found?.state.last_seq ?? 0, waiting: 0 };
  const waiting = info.num_pending + info.num_ack_pending;
  return { level: waiting === 0 ? found.state.last_seq : info.ack_floor.stream_seq, waiting };
}

/** Compares the view's copy of the log, where it keeps one, with the log's sequences as they come in order. */
function createEventCheck(view: View, { events }: ViewProjector, { stream }: Projection) {
  let seen = 0;
  const found = { missing: [] as number[], conflicting: [] as number[], doubled: [] as number[], onlyInDatabase: 0 };
  const copy = view.connection.collection<EventDocument>(events ?? 'none');
  const isRepeated = createRepetitionCheck();
  const fields = ['id', 'time', ...aggregatesOf(stream).map((name) => `data.${name}.revision`)];
  const projection = Object.fromEntries(fields.map((field) => [`envelope.${field}`, 1]));
  return {
    found,
    async take(stored: readonly StoredMessage[]): Promise<void> {
      const end = stored.at(-1)?.sequence;
      if (!events || end === undefined) return;
      const range = { _id: { $gt: seen, $lte: end } };
      const documents = await view.ask(() => copy.find(range, { projection, sort: { _id: 1 } }).toArray());
      found.doubled.push(...documents.filter(isRepeated).map(({ _id }) => _id));
      const copied = new Map(documents.map((document) => [document._id, document.envelope]));
      for (const { sequence, envelope } of stored) {
        const { id, time } = copied.get(sequence) ?? {};
        if (id === undefined) found.missing.push(sequence);
        // The same decided again has the same id, and another time.
        else if (id !== envelope.id || time !== envelope.time) found.conflicting.push(sequence);
        copied.delete(sequence);
      }
      found.onlyInDatabase += copied.size;
      seen = end;
    },
    countBetween: (after: number, to: number) => view.ask(() => copy.countDocuments({ _id: { $gt: after, $lte: to } })),
  };
}

/**
 * An event's id follows from its cause, and a cause leads to one event of a revision: one that has both of an earlier
 * event was decided by somebody who did not find that. An id alone may come again, with a key that is used every week.
 */
function createRepetitionCheck(): (document: EventDocument) => boolean {
  const known = new Set<string>();
  return ({ envelope: { id, data } }) => {
    const revisions = Object.values(data ?? {}).map((state) => (state as { revision?: number }).revision);
    const event = `${id} ${revisions.join()}`;
    if (known.has(event)) return true;
    known.add(event);
    return false;
  };
}

function aggregatesOf(stream: string): string[] {
  const aggregates = EVENTS.map(({ aggregate }) => aggregate).filter((aggregate) => aggregate.stream === stream);
  return [...new Set(aggregates.map(({ name }) => name))];
}

/** Remembers the last sequence of each aggregate, and looks in the end which document is older than that. */
function createDocumentCheck(view: View, live: ViewProjector) {
  const wanted = new Map<string, Map<string, number>>(live.current.map((collection) => [collection, new Map()]));
  return {
    take(batch: Parameters<ViewProjector['documentsOf']>[0]): void {
      for (const { collection, id, sequence } of live.documentsOf(batch)) wanted.get(collection)?.set(id, sequence);
    },
    async outdated(): Promise<number[]> {
      const outdated: number[] = [];
      for (const [collection, sequences] of wanted) {
        const ids = [...sequences.keys()];
        for (let from = 0; from < ids.length; from += BATCH) {
          const some = ids.slice(from, from + BATCH);
          const there = await sequencesOf(view, collection, some);
          for (const id of some) if ((there.get(id) ?? 0) < sequences.get(id)!) outdated.push(sequences.get(id)!);
        }
      }
      return outdated.sort((a, b) => a - b);
    },
  };
}

async function sequencesOf(view: View, collection: string, ids: readonly string[]): Promise<Map<string, number>> {
  const documents = await view.ask(() =>
    view.connection
      .collection<{ _id: string; seq: number }>(collection)
      .find({ _id: { $in: [...ids] } }, { projection: { seq: 1 } })
      .toArray(),
  );
  return new Map(documents.map(({ _id, seq }) => [_id, seq]));
}
