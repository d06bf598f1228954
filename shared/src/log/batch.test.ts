import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { alreadyDone, type Decision, happened, happenedTogether } from '../decision.ts';
import { refuse } from '../errors.ts';
import { createLogger } from '../telemetry/index.ts';
import { appendBoth, filterOf } from './append.ts';
import type { Aggregates, Context, Envelope, StoredMessage } from './index.ts';
import { watchLink } from './link.ts';
import { openProxy, type Proxy } from './testing/proxy.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, shift, type Tally, TallyAggregate, TallyCounted, TallyOpened } from './testing/tally.ts';

let realm: Realm;
let replicas: Replica[];
/** The same aggregates through three connections. */
let writers: Aggregates<Tally>[];

beforeAll(async () => {
  realm = await openRealm();
  replicas = await Promise.all([0, 1, 2].map(() => openReplica(realm, 'call-intake')));
  writers = replicas.map(({ log }) => log.aggregate(TallyAggregate));
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map(({ life }) => life.close()));
  await realm.close();
});

function because(cause: Context['cause'] = { id: randomUUID() }): Context {
  return { cause, actor: { type: 'agent', id: 'anna' } };
}

const historyOf = (id: string): Promise<StoredMessage[]> => replicas[0]!.log.history('CALLS', `calls.${id}.>`);
const typesOf = async (id: string) => (await historyOf(id)).map(({ envelope }) => envelope.type);

/** Two events at once, where nobody began yet. */
function begin(tallyId: string) {
  return (tally: Tally | undefined): Decision<Tally> => {
    if (tally) return refuse('conflict', 'Somebody began already.');
    return happenedTogether(
      happened(TallyOpened, { tallyId, total: 0 }),
      happened(TallyCounted, { tallyId, total: 7 }, { by: 7 }),
    );
  };
}

async function tallyOf(total: number): Promise<string> {
  const id = randomUUID();
  await writers[0]!.handle(id, because(), count(id, total));
  return id;
}

describe('two events of one aggregate', () => {
  it('are stored one right after the other, each with its own id and revision and the memory of the cause', async () => {
    const id = randomUUID();
    const done = await writers[0]!.handle(id, because({ id: 'the cause' }), begin(id));
    const [opened, counted] = await historyOf(id);
    expect([opened, counted].map((each) => each!.subject)).toEqual([`calls.${id}.opened`, `calls.${id}.counted`]);
    expect(opened!.envelope.data).toMatchObject({
      tally: { total: 0, revision: 1 },
      handled: [{ cause: 'the cause' }],
    });
    expect(counted!.envelope.data).toMatchObject({ by: 7, tally: { total: 7, revision: 2 } });
    expect(counted!.envelope.data['handled']).toEqual(opened!.envelope.data['handled']);
    expect(counted!.envelope.id).not.toBe(opened!.envelope.id);
    expect(counted!.sequence).toBe(opened!.sequence + 1);
    expect(done).toEqual({
      state: { tallyId: id, total: 7, revision: 2 },
      sequence: counted!.sequence,
      repeated: false,
    });
    expect(await writers[1]!.load(id)).toMatchObject({ state: done.state, sequence: done.sequence });
  });

  it('are stored once where the same cause comes many times at once', async () => {
    const id = randomUUID();
    const cause = because({ id: randomUUID(), lasting: true });
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) => writers[i % 3]!.handle(id, cause, begin(id))),
    );
    expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await typesOf(id)).toEqual(['TallyOpened', 'TallyCounted']);
    expect(await writers[0]!.handle(id, cause, begin(id))).toMatchObject({ state: { total: 7 }, repeated: true });
  });

  it('of three racing writers are stored by one', async () => {
    for (let round = 0; round < 20; round++) {
      const id = randomUUID();
      const raced = await Promise.allSettled(writers.map((each) => each.handle(id, because(), begin(id))));
      expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await typesOf(id)).toEqual(['TallyOpened', 'TallyCounted']);
    }
  });

  it('are stored though more batches come at once than the server keeps open', async () => {
    const ids = Array.from({ length: 60 }, () => randomUUID());
    await Promise.all(ids.map((id, i) => writers[i % 3]!.handle(id, because(), begin(id))));
    const ends = await Promise.all(ids.map((id) => writers[0]!.require(id)));
    expect(ends.map(({ state }) => state.revision)).toEqual(ids.map(() => 2));
  });

  it('are not stored at all where one does not fit its contract', async () => {
    const id = randomUUID();
    const first = happened(TallyOpened, { tallyId: id, total: 0 });
    const broken = happened(TallyCounted, { tallyId: id, total: 1 }, {} as { by: number });
    await expect(writers[0]!.handle(id, because(), () => happenedTogether(first, broken))).rejects.toThrow(/by/);
    expect(await historyOf(id)).toEqual([]);
  });
});

describe('one event each of two aggregates', () => {
  it('are stored together, and once for one cause', async () => {
    const [from, to] = [await tallyOf(5), await tallyOf(0)];
    const cause = because({ id: randomUUID(), lasting: true });
    const outcomes = await Promise.all(
      Array.from({ length: 9 }, (_, i) => writers[i % 3]!.handleBoth([from, to], cause, shift(3))),
    );
    for (const [a, b] of outcomes) expect([a.state.total, b.state.total]).toEqual([2, 3]);
    expect(outcomes.filter(([a, b]) => !a.repeated && !b.repeated)).toHaveLength(1);
    const [given, taken] = [(await historyOf(from)).at(-1)!, (await historyOf(to)).at(-1)!];
    expect(taken.sequence).toBe(given.sequence + 1);
    expect(outcomes.find(([a]) => !a.repeated)!.map(({ sequence }) => sequence)).toEqual([
      given.sequence,
      taken.sequence,
    ]);
    expect([given, taken].map(({ envelope }) => envelope.data['by'])).toEqual([-3, 3]);
    expect([await historyOf(from), await historyOf(to)].map(({ length }) => length)).toEqual([2, 2]);
  });

  it('lose and double nothing where many shift at once, also against one another and beside others', async () => {
    const ids = [await tallyOf(100), await tallyOf(100), await tallyOf(100)];
    const pairs = [
      [0, 1],
      [1, 0],
      [1, 2],
      [2, 0],
      [0, 2],
      [2, 1],
    ] as const;
    const shifting = Array.from({ length: 18 }, (_, i) => {
      const [a, b] = pairs[i % 6]!;
      return eventually(() => writers[i % 3]!.handleBoth([ids[a]!, ids[b]!], because(), shift(i)), 20_000);
    });
    const counting = ids.map((id, i) => eventually(() => writers[i]!.handle(id, because(), count(id, 1)), 20_000));
    await Promise.all([...shifting, ...counting]);
    const ends = await Promise.all(ids.map((id) => writers[0]!.require(id)));
    expect(ends.reduce((sum, { state }) => sum + state.total, 0)).toBe(303);
    expect(ends.reduce((sum, { state }) => sum + state.revision, 0)).toBe(3 + 2 * 18 + 3);
  });

  it('are refused together: nothing of either is stored where somebody else wrote one of them', async () => {
    const link = watchLink(realm.operator, createLogger({ service: 'batch', level: 'silent' }), replicas[0]!.life);
    const [from, to] = [await tallyOf(5), await tallyOf(5)];
    const event = async (id: string, lastSequence?: number) => ({
      subject: `calls.${id}.counted`,
      envelope: { id: randomUUID() } as Envelope,
      expect: {
        lastSequence: lastSequence ?? (await writers[0]!.require(id)).sequence,
        filter: filterOf(TallyAggregate, id),
      },
    });
    expect(await appendBoth(link, [await event(from), await event(to, 1)])).toEqual({
      outcome: 'conflict',
    });
    expect(await appendBoth(link, [await event(from, 1), await event(to)])).toEqual({
      outcome: 'conflict',
    });
    expect([await historyOf(from), await historyOf(to)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('are not stored where the decision refuses, finds it done, or means one aggregate twice', async () => {
    const [from, to] = [await tallyOf(1), await tallyOf(1)];
    const refused = writers[0]!.handleBoth([from, to], because(), shift(2));
    await expect(refused).rejects.toMatchObject({ code: 'conflict' });
    const missing = writers[0]!.handleBoth([from, randomUUID()], because(), shift(1));
    await expect(missing).rejects.toMatchObject({ code: 'not-found' });
    const [a, b] = await writers[0]!.handleBoth([from, to], because(), () => alreadyDone);
    expect([a, b]).toMatchObject([{ repeated: true }, { repeated: true }]);
    await expect(writers[0]!.handleBoth([from, from], because(), shift(1))).rejects.toThrow('not two');
    expect([await historyOf(from), await historyOf(to)].map(({ length }) => length)).toEqual([1, 1]);
  });

  it('are refused where either knows the key with another body', async () => {
    const [from, to] = [await tallyOf(5), await tallyOf(5)];
    await writers[0]!.handle(to, because({ id: 'k', body: 'one' }), count(to, 1));
    const other = writers[0]!.handleBoth([from, to], because({ id: 'k', body: 'two' }), shift(1));
    await expect(other).rejects.toMatchObject({ code: 'unprocessable' });
  });
});

describe('an answer that gets lost', () => {
  let proxy: Proxy;
  let replica: Replica;

  async function openCuttable(): Promise<Aggregates<Tally>> {
    proxy = await openProxy(realm.nats.url);
    replica = await openReplica(realm, 'call-intake', { natsUrl: proxy.url });
    return replica.log.aggregate(TallyAggregate);
  }
  afterEach(async () => {
    await replica.life.close();
    await proxy.close();
  });

  it('after the end of a batch leads to no second one: the log says that it was done', async () => {
    const cuttable = await openCuttable();
    const [from, to] = [await tallyOf(5), await tallyOf(5)];
    proxy.loseAnswers('Nats-Batch-Commit');
    const shifting = cuttable.handleBoth([from, to], because(), shift(2));
    await eventually(async () => expect(await historyOf(to)).toHaveLength(2));
    proxy.cut();
    expect((await shifting).map(({ state }) => state.total)).toEqual([3, 7]);
    expect([await historyOf(from), await historyOf(to)].map(({ length }) => length)).toEqual([2, 2]);
  });

  it('in the middle of a batch stores nothing of it, blocks nobody, and it is done again', async () => {
    const cuttable = await openCuttable();
    const id = randomUUID();
    let decided = 0;
    const beginning = cuttable.handle(id, because(), (tally) => {
      if (decided++ === 0) proxy.loseAnswers();
      return begin(id)(tally);
    });
    await eventually(() => expect(decided).toBe(1));
    const other = await tallyOf(1);
    expect(await historyOf(id)).toEqual([]);
    proxy.cut();
    expect(await beginning).toMatchObject({ state: { total: 7, revision: 2 } });
    expect(await typesOf(id)).toEqual(['TallyOpened', 'TallyCounted']);
    expect(await typesOf(other)).toHaveLength(1);
  });
});
