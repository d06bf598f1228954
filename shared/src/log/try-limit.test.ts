import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { streamOf } from '../contracts/streams.ts';
import { Unavailable } from '../errors.ts';
import type { TryLimit } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';

const STREAM = 'TRIES_BY_NUMBER';
const MOST = streamOf(STREAM).maxPerSubject!;
const KEY = 'k'.repeat(32);

let realm: Realm;
let replicas: Replica[];
let limits: TryLimit[];

beforeAll(async () => {
  realm = await openRealm();
  replicas = await Promise.all([1, 2].map(() => openReplica(realm, 'tickets')));
  limits = replicas.map(({ log }) => log.tryLimit(STREAM, KEY));
}, 60_000);
afterAll(async () => {
  await Promise.all(replicas.map(({ life }) => life.close()));
  await realm.close();
});

/** So many tries at once, on both replicas in turn. */
const attempts = (key: string, count: number) =>
  Promise.all(Array.from({ length: count }, (_, n) => limits[n % 2]!.attempt(key)));

const config = async () => (await realm.jsm.streams.info(STREAM)).config;

describe('the limit of tries', () => {
  it('lets so many through and no more, of many at once on two replicas, for that key alone', async () => {
    const key = randomUUID();
    expect((await attempts(key, 60)).filter(Boolean)).toHaveLength(MOST);
    expect((await attempts(key, 4)).filter(Boolean)).toEqual([]);
    expect((await attempts(randomUUID(), 4)).filter(Boolean)).toHaveLength(4);
  });

  it('does not count right ones, whichever replica took them off', async () => {
    const key = randomUUID();
    for (let i = 0; i < 2 * MOST; i++) {
      const forgive = await limits[i % 2]!.attempt(key);
      await forgive!();
    }
    const tried = await attempts(key, MOST);
    expect(tried.every(Boolean)).toBe(true);
    expect(await limits[0]!.attempt(key)).toBeUndefined();
    await Promise.all(tried.slice(0, 2).map((forgive) => forgive!()));
    expect((await attempts(key, 4)).filter(Boolean)).toHaveLength(2);
  });

  it('a try that is taken off twice, or is over already, is no error', async () => {
    const forgive = (await limits[0]!.attempt(randomUUID()))!;
    await forgive();
    await expect(forgive()).resolves.toBeUndefined();
  });

  it('keeps nothing that can be read', async () => {
    await limits[0]!.attempt('7K3Q9F2M');
    const { subject, data } = (await realm.jsm.streams.getMessage(STREAM, { last_by_subj: 'tries.number.*' }))!;
    expect(subject).toMatch(/^tries[.]number[.][A-Za-z0-9_-]{43}$/);
    expect(data).toHaveLength(0);
    const other = replicas[0]!.log.tryLimit(STREAM, 'x'.repeat(32));
    await other.attempt('7K3Q9F2M');
    expect((await realm.jsm.streams.getMessage(STREAM, { last_by_subj: 'tries.number.*' }))!.subject).not.toBe(subject);
    expect(await config()).toMatchObject({ max_age: 900e9, discard_new_per_subject: true });
  });

  it('forgets each try when its time is over', async () => {
    const key = randomUUID();
    expect((await attempts(key, 2 * MOST)).filter(Boolean)).toHaveLength(MOST);
    const { max_age, duplicate_window } = await config();
    await realm.jsm.streams.update(STREAM, { max_age: 200e6, duplicate_window: 200e6 });
    await eventually(async () => expect(await limits[1]!.attempt(key)).toBeDefined());
    await realm.jsm.streams.update(STREAM, { max_age, duplicate_window });
  });

  it('lets nobody through where a full stream keeps it from counting', async () => {
    await realm.jsm.streams.update(STREAM, { max_bytes: 1 });
    await expect(limits[0]!.attempt(randomUUID())).rejects.toThrow(Unavailable);
    await realm.jsm.streams.update(STREAM, { max_bytes: 32 * 1024 * 1024 });
    expect(await limits[0]!.attempt(randomUUID())).toBeDefined();
  });

  it('lets nobody through while the server is away', async () => {
    await realm.nats.kill();
    await expect(limits[0]!.attempt(randomUUID())).rejects.toThrow(Unavailable);
    await realm.nats.start();
    await eventually(async () => expect(await limits[0]!.attempt(randomUUID())).toBeDefined());
  });
});
