import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { Unavailable } from '../errors.ts';
import type { Aggregates, LiveEvent, StoredMessage } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, type Tally, TallyAggregate } from './testing/tally.ts';

let realm: Realm;
let replica: Replica;
let tallies: Aggregates<Tally>;
const lines: string[] = [];

beforeAll(async () => {
  realm = await openRealm();
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  lines.length = 0;
  replica = await openReplica(realm, 'call-intake', { onLine: ({ msg }) => lines.push(msg) });
  tallies = replica.log.aggregate(TallyAggregate);
});

afterEach(() => replica.life.close());

async function countUp(id: string, times = 1): Promise<number> {
  let last = 0;
  for (let i = 0; i < times; i++) {
    const context = { cause: { id: randomUUID() }, actor: { type: 'agent', id: 'anna' } } as const;
    last = (await tallies.handle(id, context, count(id, 1))).sequence;
  }
  return last;
}

async function restart(): Promise<void> {
  await realm.nats.kill();
  await realm.nats.start();
  await eventually(() => expect(replica.log.isConnected()).toBe(true));
}

describe('live events', () => {
  it('are what was stored under the subjects, from the moment it is ready until it is stopped', async () => {
    const id = randomUUID();
    const seen: LiveEvent[] = [];
    await countUp(id);
    const live = replica.log.live(`calls.${id}.>`, (event) => seen.push(event));
    await live.ready;
    const sequence = await countUp(id);
    await countUp(randomUUID());
    await eventually(() => expect(seen).toHaveLength(1));
    expect(seen[0]).toMatchObject({ type: 'TallyCounted', subject: id, sequence, data: { tally: { total: 2 } } });
    live.stop();
    await countUp(id);
    await replica.log.live('calls.>', () => undefined).ready;
    expect(seen).toHaveLength(1);
  });

  it('do not include what was refused', async () => {
    const id = randomUUID();
    const seen: LiveEvent[] = [];
    const live = replica.log.live(`calls.${id}.>`, (event) => seen.push(event));
    await live.ready;
    await Promise.all([countUp(id), countUp(id), countUp(id)]);
    await eventually(() => expect(seen.map(({ data }) => (data['tally'] as Tally).total)).toEqual([1, 2, 3]));
  });

  it('that cannot be read, or that a listener stumbles over, harm nobody', async () => {
    const id = randomUUID();
    const seen: string[] = [];
    await replica.log.live(`calls.${id}.>`, () => {
      throw new TypeError('stumbled');
    }).ready;
    await replica.log.live(`calls.${id}.>`, ({ type }) => seen.push(type)).ready;
    await realm.jsm.jetstream().publish(`calls.${id}.counted`, 'no JSON');
    await countUp(randomUUID());
    await realm.jsm.streams.purge('CALLS', { filter: `calls.${id}.>` });
    await countUp(id);
    await eventually(() => expect(seen).toEqual(['TallyCounted']));
    expect(replica.log.isConnected()).toBe(true);
    expect(lines).toContain('live event could not be used');
  });

  it('go on after a restart of the server', async () => {
    const id = randomUUID();
    const seen: LiveEvent[] = [];
    await replica.log.live(`calls.${id}.>`, (event) => seen.push(event)).ready;
    await restart();
    await eventually(() => countUp(id));
    await eventually(() => expect(seen.length).toBeGreaterThan(0));
  });

  it('are unavailable while the server is away, and nobody falls over it', async () => {
    await realm.nats.kill();
    await eventually(() => expect(replica.log.isConnected()).toBe(false));
    replica.log.live('calls.>', () => undefined);
    await expect(replica.log.live('calls.>', () => undefined).ready).rejects.toBeInstanceOf(Unavailable);
    await realm.nats.start();
  });

  it('of another service are out of reach', async () => {
    const seen: LiveEvent[] = [];
    const id = randomUUID();
    const live = (await realm.log('directory')).live(`calls.${id}.>`, (event) => seen.push(event));
    await live.ready.catch(() => undefined);
    await countUp(id);
    expect(seen).toEqual([]);
  });
});

describe('a history', () => {
  it('has every event of an aggregate in order, also a long one, and nobody else’s', async () => {
    const id = randomUUID();
    expect(await replica.log.history('CALLS', `calls.${id}.>`)).toEqual([]);
    const sequence = await countUp(id);
    await countUp(randomUUID());
    // More than one fetch brings; what they say doesn't matter here.
    const { data } = (await realm.jsm.streams.getMessage('CALLS', { seq: sequence }))!;
    const js = realm.jsm.jetstream();
    const copies = await Promise.all(Array.from({ length: 600 }, () => js.publish(`calls.${id}.counted`, data)));
    const history = await replica.log.history('CALLS', `calls.${id}.>`);
    expect(history.map((event) => event.sequence)).toEqual([sequence, ...copies.map(({ seq }) => seq)]);
    expect(history[0]).toMatchObject({ stream: 'CALLS', subject: `calls.${id}.counted` });
    expect(history[0]!.storedAt.getTime()).toBeLessThanOrEqual(Date.now());
  });

  it('leaves out what cannot be read, and leaves nothing behind on the server', async () => {
    const id = randomUUID();
    await countUp(id);
    await realm.jsm.jetstream().publish(`calls.${id}.counted`, 'no JSON');
    expect(await replica.log.history('CALLS', `calls.${id}.>`)).toHaveLength(1);
    const consumers = await realm.jsm.consumers.list('CALLS').next();
    expect(consumers.filter(({ config }) => !config.durable_name)).toEqual([]);
  });
});

describe('a tail', () => {
  function tail(afterSequence?: number, subjects = 'calls.>') {
    const seen: StoredMessage[] = [];
    const stop = new AbortController();
    const from = { stream: 'CALLS', subjects, afterSequence } as const;
    const ended = replica.log.tail(from, (message) => seen.push(message), stop.signal);
    return { seen, stop, ended, totals: () => seen.map(({ envelope }) => (envelope.data['tally'] as Tally).total) };
  }

  async function consumersOfTails(): Promise<number> {
    const consumers = await realm.jsm.consumers.list('CALLS').next();
    return consumers.filter(({ config }) => !config.durable_name).length;
  }

  it('begins after a sequence, so that who was away misses nothing', async () => {
    const id = randomUUID();
    const first = await countUp(id);
    await countUp(id, 3);
    const { totals, stop, ended } = tail(first, `calls.${id}.>`);
    await eventually(() => expect(totals()).toEqual([2, 3, 4]));
    await countUp(id);
    await eventually(() => expect(totals()).toEqual([2, 3, 4, 5]));
    stop.abort();
    await ended;
    await eventually(async () => expect(await consumersOfTails()).toBe(0));
  });

  it('begins now, and still does after a restart of the server before the first event', async () => {
    const id = randomUUID();
    await countUp(id, 5);
    const { totals, stop, ended } = tail(undefined, `calls.${id}.>`);
    await eventually(async () => expect(await consumersOfTails()).toBe(1));
    await restart();
    await eventually(() => countUp(id));
    await eventually(() => expect(totals().at(-1)).toBe(6), 20_000);
    expect(totals()).toEqual([6]);
    stop.abort();
    await ended;
  }, 60_000);

  it('misses and doubles nothing over a restart of the server', async () => {
    const id = randomUUID();
    const { totals, stop, ended } = tail(await countUp(id), `calls.${id}.>`);
    await countUp(id, 2);
    await eventually(() => expect(totals()).toEqual([2, 3]));
    await restart();
    await eventually(() => countUp(id));
    const { total } = (await tallies.require(id)).state;
    await eventually(() => expect(totals().at(-1)).toBe(total), 20_000);
    expect(totals()).toEqual(Array.from({ length: total - 1 }, (_, index) => index + 2));
    stop.abort();
    await ended;
  }, 60_000);

  it('leaves out what cannot be read', async () => {
    const id = randomUUID();
    const { totals, stop, ended } = tail(await countUp(id), `calls.${id}.>`);
    const bad = await realm.jsm.jetstream().publish(`calls.${id}.counted`, 'no JSON');
    await realm.jsm.streams.deleteMessage('CALLS', bad.seq - 1);
    await realm.jsm.jetstream().publish(`calls.${id}.counted`, 'no JSON');
    await realm.jsm.streams.purge('CALLS', { filter: `calls.${id}.>` });
    await countUp(id);
    await eventually(() => expect(totals()).toEqual([1]));
    stop.abort();
    await ended;
  });

  it('that is over before it began ends at once', async () => {
    const stop = new AbortController();
    stop.abort();
    await replica.log.tail({ stream: 'CALLS', subjects: 'calls.>' }, () => undefined, stop.signal);
  });
});

describe('secure delete', () => {
  it('takes the message out of the stream for good; doing it again is no error', async () => {
    const id = randomUUID();
    await countUp(id, 2);
    const [first, second] = await replica.log.history('CALLS', `calls.${id}.>`);
    await replica.log.secureDelete('CALLS', first!.sequence);
    await replica.log.secureDelete('CALLS', first!.sequence);
    expect(await realm.jsm.streams.getMessage('CALLS', { seq: first!.sequence })).toBeNull();
    expect(await replica.log.history('CALLS', `calls.${id}.>`)).toEqual([second]);
    expect((await tallies.require(id)).state.total).toBe(2);
  });
});
