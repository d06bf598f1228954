import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { Unavailable } from '../errors.ts';
import type { Aggregates, Context } from './index.ts';
import { openProxy, type Proxy } from './testing/proxy.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, type Tally, TallyAggregate } from './testing/tally.ts';

let realm: Realm;
let proxy: Proxy;
let replica: Replica;
let tallies: Aggregates<Tally>;

beforeAll(async () => {
  realm = await openRealm();
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  proxy = await openProxy(realm.nats.url);
  replica = await openReplica(realm, 'call-intake', { natsUrl: proxy.url });
  tallies = replica.log.aggregate(TallyAggregate);
});

afterEach(async () => {
  await replica.life.close();
  await proxy.close();
});

function because(): Context {
  return { cause: { id: randomUUID() }, actor: { type: 'agent', id: 'anna' } };
}

async function eventsIn(subject: string): Promise<number> {
  const { state } = await realm.jsm.streams.info('CALLS', { subjects_filter: subject });
  return Object.values(state.subjects ?? {}).reduce((sum, each) => sum + each, 0);
}

describe('an answer that gets lost', () => {
  it('leads to no second event: what the log holds says that it was done', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 1));
    const decisions: number[] = [];
    const command = tallies.handle(id, because(), (tally) => {
      // The append that follows is stored, its acknowledgement never arrives.
      if (decisions.length === 0) proxy.loseAnswers();
      decisions.push(tally?.total ?? 0);
      return count(id, 1)(tally);
    });
    await eventually(async () => expect(await eventsIn(`calls.${id}.>`)).toBe(2));
    proxy.cut();
    expect(await command).toMatchObject({ state: { total: 2, revision: 2 } });
    expect(decisions).toEqual([1]);
    expect(await eventsIn(`calls.${id}.>`)).toBe(2);
  });

  it('leads to no second event either where the caller gives up and asks again', async () => {
    const id = randomUUID();
    const again = because();
    const command = tallies.handle(id, again, (tally) => {
      proxy.loseAnswers();
      return count(id, 1)(tally);
    });
    await expect(command).rejects.toBeInstanceOf(Unavailable);
    proxy.cut();
    const asked = eventually(() => tallies.handle(id, again, count(id, 1)));
    expect(await asked).toMatchObject({ state: { total: 1 }, repeated: true });
    expect(await eventsIn(`calls.${id}.>`)).toBe(1);
  });
});

describe('a server that is away', () => {
  it('is said so, and all goes on when it is back, with everything acknowledged still there', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 1));
    await realm.nats.kill();
    await expect(tallies.handle(id, because(), count(id, 1))).rejects.toBeInstanceOf(Unavailable);
    await expect(tallies.load(id)).rejects.toBeInstanceOf(Unavailable);
    expect(replica.log.isConnected()).toBe(false);
    await realm.nats.start();
    await eventually(() => expect(replica.log.isConnected()).toBe(true));
    expect(await tallies.handle(id, because(), count(id, 1))).toMatchObject({ state: { total: 2, revision: 2 } });
  });

  it('is waited for a moment: a restart costs no command', async () => {
    const id = randomUUID();
    await tallies.handle(id, because(), count(id, 1));
    await realm.nats.kill();
    await eventually(() => expect(replica.log.isConnected()).toBe(false));
    const command = eventually(() => tallies.handle(id, because(), count(id, 1)));
    await realm.nats.start();
    expect(await command).toMatchObject({ state: { total: 2 } });
  });

  it('may be killed between storing and answering, again and again: each cause counts once', async () => {
    const id = randomUUID();
    const causes = Array.from({ length: 60 }, because);
    const working = Promise.all(
      causes.map((cause) => eventually(() => tallies.handle(id, cause, count(id, 1)), 25_000)),
    );
    for (const stored of [5, 25]) {
      await eventually(async () => expect(await eventsIn(`calls.${id}.>`)).toBeGreaterThanOrEqual(stored));
      await realm.nats.kill();
      await realm.nats.start();
    }
    await working;
    expect(await eventually(() => tallies.require(id))).toMatchObject({ state: { total: 60, revision: 60 } });
  });

  it('does not keep a service from ending', async () => {
    await realm.nats.kill();
    await eventually(() => expect(replica.log.isConnected()).toBe(false));
    const waiting = expect(tallies.load('x')).rejects.toBeInstanceOf(Unavailable);
    await replica.life.close();
    await waiting;
    expect(replica.log.isConnected()).toBe(false);
  });
});
