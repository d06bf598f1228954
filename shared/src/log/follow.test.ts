import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { PresenceAggregate, PresenceChanged } from '../contracts/index.ts';
import { happened } from '../decision.ts';
import { Unavailable } from '../errors.ts';
import { collect, type Log } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';

let realm: Realm;
let directory: Log;
let replica: Replica;

beforeAll(async () => {
  realm = await openRealm();
  directory = await realm.log('directory');
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  // The test before may have stopped the server: a request on the way into that has no answer.
  await eventually(() => realm.jsm.streams.purge('DIRECTORY'), 20_000);
  replica = await openReplica(realm, 'tickets');
});

afterEach(() => replica.life.close());

async function setPresence(departmentId: string, why: string): Promise<number> {
  const context = { cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } } as const;
  const changedAt = '2026-11-23T10:00:00+01:00';
  const { sequence } = await directory
    .aggregate(PresenceAggregate)
    .handle(departmentId, context, () => happened(PresenceChanged, { departmentId, staffed: true, changedAt, why }));
  return sequence;
}

function following() {
  const presences = collect(PresenceAggregate);
  let messages = 0;
  const copy = replica.log.follow('DIRECTORY', ['directory.presence.*'], (message) => {
    messages += 1;
    presences.take(message);
  });
  const reasons = () => Object.fromEntries([...presences.byId].map(([id, { why }]) => [id, why]));
  return { ...copy, reasons, messages: () => messages };
}

describe('a local copy', () => {
  it('is loaded with the latest of each subject, then follows', async () => {
    for (const why of ['1', '2', '3']) await setPresence('standesamt', why);
    await setPresence('asyl', '1');
    const copy = following();
    expect(copy.isLoaded()).toBe(false);
    await copy.loaded;
    expect(copy.isLoaded()).toBe(true);
    expect(copy.reasons()).toEqual({ standesamt: '3', asyl: '1' });
    expect(copy.messages()).toBe(2);
    await copy.reached(await setPresence('asyl', '2'));
    expect(copy.reasons()).toEqual({ standesamt: '3', asyl: '2' });
  });

  it('of nothing is loaded too', async () => {
    const copy = following();
    await copy.loaded;
    expect(copy.reasons()).toEqual({});
  });

  it('says so when it lags behind', async () => {
    const copy = following();
    const sequence = await setPresence('asyl', '1');
    await copy.reached(sequence);
    await copy.reached(sequence - 1);
    await expect(copy.reached(sequence + 1, 50)).rejects.toBeInstanceOf(Unavailable);
  });

  it('leaves out what cannot be read', async () => {
    await setPresence('asyl', '1');
    const bad = await realm.jsm.jetstream().publish('directory.presence.standesamt', 'no JSON');
    const copy = following();
    await copy.loaded;
    await copy.reached(bad.seq);
    expect(copy.reasons()).toEqual({ asyl: '1' });
  });

  it('catches up after a restart of the server', async () => {
    await setPresence('asyl', '1');
    const copy = following();
    await copy.loaded;
    await realm.nats.kill();
    await realm.nats.start();
    const sequence = await eventually(() => setPresence('asyl', '2'));
    await copy.reached(sequence, 20_000);
    expect(copy.reasons()).toEqual({ asyl: '2' });
    expect(copy.isLoaded()).toBe(true);
  }, 60_000);

  it('is loaded as soon as the server is there', async () => {
    await setPresence('asyl', '1');
    await realm.nats.kill();
    await eventually(() => expect(replica.log.isConnected()).toBe(false));
    const copy = following();
    expect(copy.isLoaded()).toBe(false);
    await realm.nats.start();
    await copy.loaded;
    expect(copy.reasons()).toEqual({ asyl: '1' });
  });

  it('leaves nothing behind on the server', async () => {
    const copy = following();
    await copy.loaded;
    await replica.life.close();
    const consumers = await realm.jsm.consumers.list('DIRECTORY').next();
    expect(consumers.filter(({ config }) => !config.durable_name)).toEqual([]);
  });
});
