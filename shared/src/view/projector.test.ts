import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Unavailable } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import { dataSchema, type StoredMessage } from '../log/index.ts';
import { type Tally, TallyAggregate, TallyCounted, TallyErased } from '../log/testing/tally.ts';
import { createProjector, type Current, currentCollection, type View } from './index.ts';
import { openTestView } from './testing/database.ts';

const START = Date.UTC(2026, 10, 23, 9);

let view: View;
let life: Lifecycle;

beforeAll(async () => {
  ({ view, life } = await openTestView(process.env['TEST_MONGODB_URL']!));
});

afterAll(async () => {
  await view.connection.dropDatabase();
  await life.close();
});

/** The event that made a tally reach `total`, as it stands in the stream at `sequence`. */
function counted(tallyId: string, sequence: number, total: number, revision: number): StoredMessage {
  return {
    stream: 'CALLS',
    sequence,
    subject: `calls.${tallyId}.counted`,
    storedAt: new Date(START + sequence * 1000),
    envelope: {
      specversion: '1.0',
      id: `event-${sequence}`,
      type: 'TallyCounted',
      source: 'call-intake',
      subject: tallyId,
      time: new Date(START + sequence * 1000).toISOString(),
      dataschema: dataSchema(TallyCounted),
      correlationid: tallyId,
      causationid: `cause-${sequence}`,
      authtype: 'agent',
      authid: 'anna',
      data: { by: 1, tally: { tallyId, total, revision }, handled: [] },
    },
  };
}

/** The marker of a tally whose owner is forgotten. */
function erased(tallyId: string, sequence: number, revision: number): StoredMessage {
  const { envelope, ...message } = counted(tallyId, sequence, 1, revision);
  const tally = { tallyId, total: 1, erasedAt: '2026-11-24T10:00:00+01:00', revision };
  const data = { tally, handled: [] };
  return { ...message, envelope: { ...envelope, type: 'TallyErased', dataschema: dataSchema(TallyErased), data } };
}

async function eventIds(run: number): Promise<number[]> {
  const events = view.connection.collection<{ _id: number }>(`events${run}`);
  return (await events.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
}

let runs = 0;

/** Collections of their own for each run. */
function projectorOf(run: number) {
  const target = currentCollection({
    aggregate: TallyAggregate,
    collection: `tallies${run}`,
    createdAt: () => '2026-11-23T10:00:00+01:00',
    indexes: [{ total: 1, createdAt: -1 }],
  });
  return createProjector(view, [target], { events: `events${run}` });
}

async function documents(run: number): Promise<Current<Tally>[]> {
  return view.connection.collection<Current<Tally>>(`tallies${run}`).find().sort({ _id: 1 }).toArray();
}

/** The history of a few tallies, each event with what it leads to. */
const history = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 25 }).map((ids) => {
  const totals = new Map<string, number>();
  return ids.map((id, index) => {
    const total = (totals.get(id) ?? 0) + 1;
    totals.set(id, total);
    return counted(id, index + 1, total, total);
  });
});

/** The same messages in any order, some of them again, cut into batches. */
const deliveries = history.chain((messages) =>
  fc.record({
    messages: fc.constant(messages),
    batches: fc
      .tuple(fc.subarray(messages), fc.integer({ min: 1, max: 12 }))
      .chain(([again, size]) =>
        fc
          .shuffledSubarray([...messages, ...again], { minLength: messages.length + again.length })
          .map((all) => all.flatMap((_, at) => (at % size === 0 ? [all.slice(at, at + size)] : []))),
      ),
  }),
);

describe('two projectors', () => {
  it('end with the right documents whatever the order, the doubles and the batches', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ messages, batches }) => {
        const run = ++runs;
        const projectors = [projectorOf(run), projectorOf(run)];
        await Promise.all(
          projectors.map(async (projector, which) => {
            for (const [at, batch] of batches.entries()) if (at % 2 === which) await projector.write(batch);
          }),
        );
        const last = new Map(messages.map((message) => [message.envelope.subject, message]));
        const wanted = [...last.values()].map(({ sequence, envelope }) => ({
          ...(envelope.data['tally'] as Tally),
          _id: envelope.subject,
          seq: sequence,
          createdAt: new Date('2026-11-23T10:00:00+01:00'),
        }));
        expect(await documents(run)).toEqual(wanted.sort((a, b) => (a._id < b._id ? -1 : 1)));
        const kept = await view.connection.collection(`events${run}`).find().sort({ _id: 1 }).toArray();
        expect(kept.map(({ _id, envelope }) => [_id, envelope as unknown])).toEqual(
          messages.map(({ sequence, envelope }) => [sequence, envelope]),
        );
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('write the same batch at the same moment without an error', async () => {
    const run = ++runs;
    const batch = Array.from({ length: 100 }, (_, index) => counted(`t${index % 10}`, index + 1, index, index));
    await Promise.all([1, 2, 3, 4].map(() => projectorOf(run).write(batch)));
    expect((await documents(run)).map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, index) => 91 + index),
    );
  });
});

describe('a projector', () => {
  it('takes more than 500 messages at once', async () => {
    const run = ++runs;
    const batch = Array.from({ length: 1_200 }, (_, index) => counted(`t${index % 300}`, index + 1, index, index));
    await projectorOf(run).write(batch);
    expect(await documents(run)).toHaveLength(300);
    expect(await view.connection.collection(`events${run}`).countDocuments()).toBe(1_200);
  });

  it('leaves out what of a kept state is undefined', async () => {
    const run = ++runs;
    const target = currentCollection({
      aggregate: TallyAggregate,
      collection: `tallies${run}`,
      createdAt: () => undefined,
      keep: ({ total }) => ({ total, revision: undefined }),
    });
    await createProjector(view, [target], {}).write([counted('a', 1, 7, 1)]);
    const [kept] = await documents(run);
    expect(kept).toMatchObject({ total: 7 });
    expect(kept).not.toHaveProperty('revision');
  });

  it('makes the indexes once it is ready', async () => {
    const run = ++runs;
    await projectorOf(run).ready();
    const indexes = async (name: string) => Object.keys(await view.connection.collection(name).indexInformation());
    expect(await indexes(`tallies${run}`)).toContain('total_1_createdAt_-1');
    expect(await indexes(`events${run}`)).toContain('aggregateId_1__id_1');
  });

  it('leaves alone the events of other aggregates', async () => {
    const run = ++runs;
    const other = counted('a', 1, 1, 1);
    other.envelope.data = { call: { callId: 'a' } };
    await projectorOf(run).write([other]);
    expect(await documents(run)).toEqual([]);
    expect(await view.connection.collection(`events${run}`).countDocuments()).toBe(1);
  });

  it('writes beside the live collections for a rebuild', async () => {
    const run = ++runs;
    const target = currentCollection({
      aggregate: TallyAggregate,
      collection: `tallies${run}`,
      createdAt: () => undefined,
    });
    await createProjector(view, [target], { events: `events${run}`, nextTo: '_next' }).write([counted('a', 7, 1, 1)]);
    expect(await documents(run)).toEqual([]);
    const [beside] = await view.connection.collection<Current<Tally>>(`tallies${run}_next`).find().toArray();
    // Without a moment of its own, it is as old as the event.
    expect(beside).toMatchObject({ _id: 'a', seq: 7, createdAt: new Date(START + 7_000) });
  });

  it('says that the database is away', async () => {
    const closed = await openTestView(process.env['TEST_MONGODB_URL']!);
    await closed.life.close();
    const projector = createProjector(closed.view, [], { events: 'events' });
    await expect(projector.write([counted('a', 1, 1, 1)])).rejects.toBeInstanceOf(Unavailable);
    await expect(projector.ready()).rejects.toBeInstanceOf(Unavailable);
  });

  it('passes on what the database refuses', async () => {
    const spoilt = counted('a', 1, 1, 1);
    spoilt.envelope.data = { tally: { tallyId: 'a', ['a\0b']: 1 } };
    const writing = projectorOf(++runs).write([spoilt]);
    await expect(writing).rejects.not.toBeInstanceOf(Unavailable);
  });
});

describe('a marker', () => {
  it('takes the place of the document and of everything that was before it', async () => {
    const run = ++runs;
    await projectorOf(run).write([counted('a', 1, 1, 1), counted('b', 2, 1, 1), counted('a', 3, 2, 2)]);
    await projectorOf(run).write([erased('a', 4, 3)]);
    expect(await eventIds(run)).toEqual([2, 4]);
    const [marker, other] = await documents(run);
    expect(marker).toMatchObject({ _id: 'a', seq: 4, erasedAt: '2026-11-24T10:00:00+01:00' });
    expect(other).toMatchObject({ _id: 'b', seq: 2, total: 1 });
  });

  it.each([
    ['in the same batch', [[erased('a', 4, 3), counted('a', 1, 1, 1), counted('b', 2, 1, 1)]]],
    [
      'later, by a replica that lags behind or a repair',
      [[erased('a', 4, 3)], [counted('a', 1, 1, 1), counted('b', 2, 1, 1)]],
    ],
    [
      'twice',
      [
        [counted('b', 2, 1, 1)],
        [erased('a', 4, 3)],
        [counted('a', 1, 1, 1)],
        [counted('a', 3, 2, 2), erased('a', 4, 3)],
      ],
    ],
  ])('lets nothing older back in that comes %s', async (_when, batches) => {
    const run = ++runs;
    for (const batch of batches) await projectorOf(run).write(batch);
    expect(await eventIds(run)).toEqual([2, 4]);
    expect((await documents(run))[0]).toMatchObject({ seq: 4, erasedAt: '2026-11-24T10:00:00+01:00' });
  });
});
