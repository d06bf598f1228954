import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { DURABLES } from '../contracts/index.ts';
import { createLogger } from '../telemetry/index.ts';
import { createProjector, currentCollection, openView, type View } from '../view/index.ts';
import type { Aggregates, Projector, StoredMessage } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, type Tally, TallyAggregate } from './testing/tally.ts';

const durable = DURABLES.callIntakeView;
const target = currentCollection({
  aggregate: TallyAggregate,
  collection: 'tallies',
  createdAt: () => undefined,
  indexes: [{ total: 1 }],
});

let realm: Realm;
let writer: Replica;
let tallies: Aggregates<Tally>;
const replicas: Replica[] = [];

beforeAll(async () => {
  realm = await openRealm({ ownDatabase: true });
  writer = await openReplica(realm, 'call-intake');
  tallies = writer.log.aggregate(TallyAggregate);
}, 60_000);

afterAll(async () => {
  await writer.life.close();
  await realm.close();
});

beforeEach(() => realm.jsm.streams.purge('CALLS'));

afterEach(async () => {
  await Promise.all(replicas.splice(0).map(({ life }) => life.close()));
});

interface Projecting extends Replica {
  readonly view: View;
  readonly batches: number[];
}

/** A replica that fills a database of its own; `spoil` may make a batch fail. */
async function projecting(
  database = `t${randomUUID()}`,
  spoil: (batch: readonly StoredMessage[]) => void = () => undefined,
): Promise<Projecting> {
  const replica = await openReplica(realm, 'call-intake', { retryPausesMs: [10, 10] });
  replicas.push(replica);
  const { life, log } = replica;
  const settings = { MONGODB_URL: realm.database.url, MONGODB_DATABASE: database };
  const view = openView(settings, 'call-intake', createLogger({ service: 'test', level: 'silent' }), life);
  const real = createProjector(view, [target], { events: 'events' });
  const batches: number[] = [];
  const projector: Projector = {
    async write(batch) {
      spoil(batch);
      await real.write(batch);
      batches.push(batch.length);
    },
  };
  await log.project(durable, projector);
  return { ...replica, view, batches };
}

async function countUp(tallyIds: readonly string[], times = 1): Promise<void> {
  for (let i = 0; i < times; i++) {
    await Promise.all(
      tallyIds.map((id) =>
        tallies.handle(id, { cause: { id: randomUUID() }, actor: { type: 'agent', id: 'anna' } }, count(id, 1)),
      ),
    );
  }
}

const ids = (n: number) => Array.from({ length: n }, () => randomUUID());

async function untilSettled(): Promise<void> {
  const { state } = await realm.jsm.streams.info(durable.stream);
  await eventually(async () => {
    const { ack_floor: floor } = await realm.jsm.consumers.info(durable.stream, durable.name);
    expect(floor.stream_seq).toBeGreaterThanOrEqual(state.last_seq);
  }, 30_000);
}

async function totals({ connection }: View): Promise<Record<string, number>> {
  const found = await connection.collection<{ _id: string; total: number }>('tallies').find().toArray();
  return Object.fromEntries(found.map(({ _id, total }) => [_id, total]));
}

describe('a projection', () => {
  it('has the current document of each aggregate and every event, in batches of at most 500', async () => {
    const known = ids(150);
    await countUp(known, 8);
    const { view, batches } = await projecting();
    await untilSettled();
    expect(await totals(view)).toEqual(Object.fromEntries(known.map((id) => [id, 8])));
    expect(await view.connection.collection('events').countDocuments()).toBe(1_200);
    expect(Math.max(...batches)).toBeLessThanOrEqual(500);
    expect(batches.length).toBeLessThan(100);
    const [event] = await view.connection.collection('events').find({ aggregateId: known[0] }).toArray();
    expect(event).toMatchObject({ stream: 'CALLS', type: 'TallyCounted', subject: `calls.${known[0]}.counted` });
    expect(event!['envelope']).toMatchObject({ data: { by: 1 } });
  });

  it('is filled by two replicas at once', async () => {
    const database = `t${randomUUID()}`;
    const both = [await projecting(database), await projecting(database)];
    const known = ids(50);
    await countUp(known, 6);
    await untilSettled();
    expect(await totals(both[0]!.view)).toEqual(Object.fromEntries(known.map((id) => [id, 6])));
    expect(both.every(({ batches }) => batches.length > 0)).toBe(true);
  });

  it('gives up what is no event, and writes the rest', async () => {
    const { view } = await projecting();
    await realm.jsm.streams.purge('DEAD');
    const bad = await realm.jsm.jetstream().publish(`calls.${randomUUID()}.counted`, 'Erika Mustermann');
    const known = ids(3);
    await countUp(known);
    await untilSettled();
    expect(Object.keys(await totals(view)).sort()).toEqual([...known].sort());
    expect(await realm.deadLetters()).toMatchObject([
      { reason: 'bad-json', sequence: bad.seq, consumer: durable.name, service: 'call-intake' },
    ]);
  });

  it('gives up what the database refuses, and writes the rest of its batch', async () => {
    const known = ids(20);
    const poison = known[7]!;
    await countUp(known);
    await realm.jsm.streams.purge('DEAD');
    const { view } = await projecting(undefined, (batch) => {
      if (batch.some(({ envelope }) => envelope.subject === poison)) throw new RangeError('Erika Mustermann');
    });
    await untilSettled();
    expect(Object.keys(await totals(view)).sort()).toEqual(known.filter((id) => id !== poison).sort());
    const letters = await realm.deadLetters();
    expect(letters).toMatchObject([{ reason: 'gave-up', error: 'RangeError', deliveries: 3 }]);
  });
});

describe('a database that is away', () => {
  it('at the start, or later, only makes the view late: nothing is lost, nothing given up', async () => {
    await realm.jsm.streams.purge('DEAD');
    const known = ids(40);
    await realm.database.kill();
    await countUp(known);
    const { view, batches } = await projecting();
    await eventually(async () => {
      const { num_ack_pending: held } = await realm.jsm.consumers.info(durable.stream, durable.name);
      expect(held).toBeGreaterThan(0);
    });
    expect(view.isUp()).toBe(false);
    await realm.database.start();
    await untilSettled();
    expect(await totals(view)).toEqual(Object.fromEntries(known.map((id) => [id, 1])));

    const before = batches.length;
    const counting = countUp(known, 20);
    await eventually(() => expect(batches.length).toBeGreaterThan(before));
    await realm.database.kill();
    await counting;
    await realm.database.start();
    await untilSettled();
    await eventually(() => expect(view.isUp()).toBe(true));
    expect(await totals(view)).toEqual(Object.fromEntries(known.map((id) => [id, 21])));
    expect(await realm.deadLetters()).toEqual([]);
  }, 60_000);

  it('does not keep a replica from ending, which gives back what it held', async () => {
    await realm.database.kill();
    const replica = await projecting();
    const known = ids(5);
    await countUp(known);
    await eventually(async () => {
      const { num_ack_pending: held } = await realm.jsm.consumers.info(durable.stream, durable.name);
      expect(held).toBe(5);
    });
    await replica.life.close();
    await realm.database.start();
    const { view } = await projecting();
    await untilSettled();
    expect(await totals(view)).toEqual(Object.fromEntries(known.map((id) => [id, 1])));
  }, 60_000);
});
