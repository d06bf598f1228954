import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import type { JsMsg } from '@nats-io/jetstream';
import { CallAggregate } from '../contracts/index.ts';
import { alreadyDone, happened } from '../decision.ts';
import { refuse, Unavailable } from '../errors.ts';
import { type Aggregates, type Context, decodeEnvelope, type Envelope } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, openTally, type Tally, TallyAggregate, TallyCounted } from './testing/tally.ts';

let realm: Realm;
let replicas: Replica[];
let tallies: Aggregates<Tally>;
/** The same through another connection. */
let others: Aggregates<Tally>;

beforeAll(async () => {
  realm = await openRealm();
  replicas = [await openReplica(realm, 'call-intake'), await openReplica(realm, 'call-intake')];
  [tallies, others] = replicas.map(({ log }) => log.aggregate(TallyAggregate)) as [
    Aggregates<Tally>,
    Aggregates<Tally>,
  ];
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map(({ life }) => life.close()));
  await realm.close();
});

function because(cause: Context['cause'] = { id: randomUUID() }): Context {
  return { cause, actor: { type: 'agent', id: 'anna' } };
}

async function envelopesOf(id: string): Promise<Envelope[]> {
  const consumer = await realm.jsm.jetstream().consumers.get('CALLS', { filter_subjects: [`calls.${id}.>`] });
  const left = (await consumer.info(true)).num_pending;
  const found: JsMsg[] = [];
  if (left > 0)
    for await (const message of await consumer.fetch({ max_messages: left, expires: 2_000 })) found.push(message);
  return found.map(({ data }) => decodeEnvelope(data));
}

describe('handle', () => {
  it('stores what happened and the state after it, and counts revisions', async () => {
    const id = randomUUID();
    const first = await tallies.handle(id, because(), count(id, 2));
    const second = await tallies.handle(id, because(), count(id, 3));
    expect(first).toMatchObject({ state: { total: 2, revision: 1 }, repeated: false });
    expect(second).toMatchObject({ state: { total: 5, revision: 2 }, repeated: false });
    expect(second.sequence).toBeGreaterThan(first.sequence);
    expect(await tallies.load(id)).toMatchObject({ state: { total: 5, revision: 2 }, sequence: second.sequence });
  });

  it('writes a CloudEvents envelope that says who, why and what it belongs to', async () => {
    const id = randomUUID();
    await tallies.handle(id, { ...because({ id: 'the cause' }), correlationId: 'the call' }, count(id, 1));
    await tallies.handle(id, because(), count(id, 1));
    const [first, second] = await envelopesOf(id);
    expect(first).toMatchObject({
      specversion: '1.0',
      type: 'TallyCounted',
      source: 'call-intake',
      subject: id,
      dataschema: 'urn:serviceportal:event:TallyCounted:1',
      correlationid: 'the call',
      causationid: 'the cause',
      authtype: 'agent',
      authid: 'anna',
    });
    expect(second!.correlationid).toBe('the call');
    expect(second!.id).not.toBe(first!.id);
  });

  it('lets the decision know the actor whom the event names', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), (tally, actor) =>
      actor.id === 'anna' ? count(id, 1)(tally) : refuse('forbidden', 'Anna alone counts.'),
    );
    await expect(
      tallies.handle(id, { ...because(), actor: { type: 'agent', id: 'bert' } }, (tally, actor) =>
        actor.id === 'anna' ? count(id, 1)(tally) : refuse('forbidden', 'Anna alone counts.'),
      ),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect((await envelopesOf(id)).map(({ authid }) => authid)).toEqual(['anna']);
  });

  it('does nothing for the same cause again, whoever is asked', async () => {
    const id = randomUUID();
    const cause = because({ id: 'event-1', lasting: true });
    await tallies.handle(id, cause, count(id, 7));
    expect(await tallies.handle(id, cause, count(id, 7))).toMatchObject({ state: { total: 7 }, repeated: true });
    expect(await others.handle(id, cause, count(id, 7))).toMatchObject({ state: { total: 7 }, repeated: true });
    expect(await envelopesOf(id)).toHaveLength(1);
  });

  it('stores one event where the same cause comes many times at once, over two connections', async () => {
    const id = randomUUID();
    const cause = because({ id: 'event-1', lasting: true });
    const tries = Array.from({ length: 20 }, (_, index) => (index % 2 ? tallies : others));
    const outcomes = await Promise.all(tries.map((each) => each.handle(id, cause, count(id, 7))));
    expect(outcomes.map(({ state }) => state.total)).toEqual(tries.map(() => 7));
    expect(new Set(outcomes.map(({ sequence }) => sequence)).size).toBe(1);
    expect(outcomes.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await envelopesOf(id)).toHaveLength(1);
  });

  it('loses no count where many causes come at once, over two connections', async () => {
    const id = randomUUID();
    const tries = Array.from({ length: 40 }, (_, index) => (index % 2 ? tallies : others));
    await Promise.all(tries.map((each) => each.handle(id, because(), count(id, 1))));
    expect(await tallies.require(id)).toMatchObject({ state: { total: 40, revision: 40 } });
  });

  it('decides again on the newer state when somebody else was first', async () => {
    const id = randomUUID();
    const seen: (number | undefined)[] = [];
    let interfered: Promise<unknown> | undefined;
    const { state } = await tallies.handle(id, because(), (tally) => {
      seen.push(tally?.total);
      interfered ??= others.handle(id, because(), count(id, 5));
      return count(id, 1)(tally);
    });
    await interfered;
    expect((await tallies.require(id)).state.total).toBe(6);
    expect([1, 6]).toContain(state.total);
    expect(seen[0]).toBeUndefined();
  });

  it.each([
    ['refuses the same key with another body', { id: 'k', body: 'one' }, { id: 'k', body: 'two' }],
    ['refuses a key that was an event before', { id: 'k', lasting: true }, { id: 'k', body: 'two' }],
  ] as const)('%s', async (_, first, second) => {
    const id = randomUUID();
    await tallies.handle(id, because(first), count(id, 1));
    await expect(tallies.handle(id, because(second), count(id, 1))).rejects.toMatchObject({ code: 'unprocessable' });
    expect(await envelopesOf(id)).toHaveLength(1);
  });

  it('decides again on the newer state where this process remembers an older one', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 999));
    const theirs = because({ id: 'theirs' });
    await others.handle(id, theirs, count(id, 1));
    // Remembered is 999, there is 1,000: neither a count nor a refusal nor a repeat comes from what is remembered.
    await expect(tallies.handle(id, because(), count(id, 1))).rejects.toMatchObject({ code: 'conflict' });
    await others.handle(id, because(), count(id, -1));
    expect(await tallies.handle(id, because(), count(id, 1))).toMatchObject({ state: { total: 1_000, revision: 4 } });
    expect(await tallies.handle(id, theirs, count(id, 1))).toMatchObject({ state: { total: 1_000 }, repeated: true });
    expect(await tallies.load(id)).toMatchObject({ state: { total: 1_000, revision: 4 } });
  });

  it('throws the refusal of the decision and stores nothing', async () => {
    const id = randomUUID();
    const refusal = refuse('conflict', 'no');
    await expect(tallies.handle(id, because(), () => refusal)).rejects.toBe(refusal);
    expect(await tallies.load(id)).toBeUndefined();
  });

  it('appends nothing where it is as it should be', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 1));
    expect(await tallies.handle(id, because(), () => alreadyDone)).toMatchObject({
      state: { total: 1 },
      repeated: true,
    });
    expect(await envelopesOf(id)).toHaveLength(1);
  });

  it('does not store an event that does not fit its contract', async () => {
    const id = randomUUID();
    const broken = () => happened(TallyCounted, { tallyId: id, total: 'many' as unknown as number }, { by: 1 });
    await expect(tallies.handle(id, because(), broken)).rejects.toThrow(/total/);
    const incomplete = () => happened(TallyCounted, { tallyId: id, total: 1 }, {} as { by: number });
    await expect(tallies.handle(id, because(), incomplete)).rejects.toThrow(/by/);
    const another = () => happened(TallyCounted, { tallyId: 'another', total: 1 }, { by: 1 });
    await expect(tallies.handle(id, because(), another)).rejects.toThrow('changed the id');
    expect(await envelopesOf(id)).toEqual([]);
  });

  it('says at once that an event is too large, instead of trying for ever', async () => {
    const id = randomUUID();
    const large = { tallyId: id, total: 1, note: 'x'.repeat(1024 * 1024) };
    const huge = () => happened(TallyCounted, large, { by: 1 });
    await expect(tallies.handle(id, because(), huge)).rejects.toThrow('max_payload');
  });

  it('keeps the fields that a newer version of the service wrote', async () => {
    const id = randomUUID();
    const newer = { tallyId: id, total: 1, colour: 'red', marks: [{ at: 1 }] };
    await others.handle(id, because(), () => happened(TallyCounted, newer, { by: 1 }));
    await tallies.handle(id, because(), count(id, 1));
    const [, after] = await envelopesOf(id);
    expect(after!.data['tally']).toMatchObject({ total: 2, colour: 'red', marks: [{ at: 1 }] });
  });

  it.each(['*', '>', 'a.b', '', 'a b', 'ä', 'x'.repeat(65)])('refuses «%s» as an id', async (id) => {
    await tallies.handle('somebody', because(), count('somebody', 1));
    const invalid = { code: 'invalid' };
    await expect(tallies.load(id)).rejects.toMatchObject(invalid);
    await expect(tallies.require(id)).rejects.toMatchObject(invalid);
    await expect(tallies.handle(id, because(), count(id, 1))).rejects.toMatchObject(invalid);
  });
});

describe('begin', () => {
  it('stores what happened to an aggregate that was not there', async () => {
    const id = randomUUID();
    expect(await tallies.begin(id, because(), count(id, 2))).toMatchObject({ state: { total: 2, revision: 1 } });
  });

  it('decides on the state of one that was there after all', async () => {
    const id = randomUUID();
    await others.handle(id, because(), count(id, 2));
    expect(await tallies.begin(id, because(), count(id, 3))).toMatchObject({ state: { total: 5, revision: 2 } });
  });

  it('does nothing for the same cause again, also where the answer would be a refusal', async () => {
    const id = randomUUID();
    const cause = because({ id: 'event-1', lasting: true });
    const first = await tallies.begin(id, cause, count(id, 7));
    expect(await tallies.begin(id, cause, count(id, 7))).toEqual({ ...first, repeated: true });
    const refusing = () => refuse('conflict', 'There is one already.');
    expect(await tallies.begin(id, cause, refusing)).toEqual({ ...first, repeated: true });
    await expect(tallies.begin(id, because(), refusing)).rejects.toMatchObject({ code: 'conflict' });
    expect(await envelopesOf(id)).toHaveLength(1);
  });
});

describe('create', () => {
  it('derives the id from the cause: the same cause finds the first', async () => {
    const own = randomUUID();
    const cause = because({ id: 'the call', lasting: true });
    const idFor = (salt: number) => `${own}-${salt}`;
    const made = await tallies.create(cause, idFor, openTally);
    const again = await others.create(cause, idFor, openTally);
    expect(made).toMatchObject({ state: { tallyId: `${own}-0` }, repeated: false });
    expect(again).toMatchObject({ state: { tallyId: `${own}-0` }, repeated: true });
  });

  it('takes the next salt where another aggregate has the id', async () => {
    const own = randomUUID();
    const idFor = (salt: number) => `${own}-${salt}`;
    await tallies.create(because({ id: 'first' }), idFor, openTally);
    const second = await tallies.create(because({ id: 'second' }), idFor, openTally);
    const third = await others.create(because({ id: 'third' }), idFor, openTally);
    expect([second, third].map(({ state }) => state.tallyId)).toEqual([`${own}-1`, `${own}-2`]);
    expect(await tallies.create(because({ id: 'second' }), idFor, openTally)).toMatchObject({
      state: { tallyId: `${own}-1` },
      repeated: true,
    });
  });

  it('makes one for each of many causes at once that want the same id', async () => {
    const own = randomUUID();
    const causes = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd'];
    const made = await Promise.all(
      causes.map((id, index) =>
        (index % 2 ? tallies : others).create(because({ id }), (salt) => `${own}-${salt}`, openTally),
      ),
    );
    expect(new Set(made.map(({ state }) => state.tallyId)).size).toBe(4);
    for (const [index, { state }] of made.entries()) expect(state.tallyId).toBe(made[index % 4]!.state.tallyId);
  });

  it('refuses where there is no other id to take', async () => {
    const own = randomUUID();
    await tallies.create(because(), () => own, openTally);
    await expect(tallies.create(because(), () => own, openTally)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('throws the refusal of the decision', async () => {
    const refusal = refuse('unprocessable', 'no');
    await expect(
      tallies.create(
        because(),
        () => randomUUID(),
        () => refusal,
      ),
    ).rejects.toBe(refusal);
  });
});

describe('reading', () => {
  it('finds nothing where nothing is', async () => {
    expect(await tallies.load(randomUUID())).toBeUndefined();
    await expect(tallies.require(randomUUID())).rejects.toMatchObject({ code: 'not-found' });
  });

  it('does not take one aggregate for another', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 1));
    await expect(replicas[0]!.log.aggregate(CallAggregate).load(id)).rejects.toMatchObject({ reason: 'bad-data' });
  });
});

it('may not write what another service owns', async () => {
  const tickets = await realm.log('tickets');
  const id = randomUUID();
  const trying = tickets.aggregate(TallyAggregate).handle(id, because(), count(id, 1));
  await expect(trying).rejects.toBeInstanceOf(Unavailable);
  expect(await tallies.load(id)).toBeUndefined();
});
