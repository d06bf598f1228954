import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DURABLES } from '@serviceportal/shared/contracts';
import { appendTransfer } from '@serviceportal/test/append-transfer';
import { caughtUp } from '@serviceportal/test/caught-up';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import mongoose, { type Connection } from 'mongoose';
import { type StartedDirectory, startIn } from './started-directory.ts';

const REBUILD = fileURLToPath(new URL('../../../deploy/rebuild.ts', import.meta.url));
const COLLECTIONS = ['departments', 'events', 'hotlines', 'transfer_events', 'transfers'];
/** More than one batch. */
const TRANSFERS = 700;

let realm: Realm;
let database: Connection;
let directory: StartedDirectory;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  directory = await startIn(realm);
  const settings = { dbName: realm.env('directory')['MONGODB_DATABASE'] };
  database = await mongoose.createConnection(realm.database.url, settings).asPromise();
  await appendTransfers('first', TRANSFERS);
  await level();
}, 60_000);
afterAll(async () => {
  await database?.close();
  await directory?.close();
  await realm?.close();
});

/** Transfers that are decided. */
async function appendTransfers(prefix: string, count: number): Promise<void> {
  const log = await realm.log('directory');
  await Promise.all(Array.from({ length: count }, (_, n) => appendTransfer(log, `${prefix}-${n}`)));
}

/** Once the live view has everything the log has. */
async function level(): Promise<void> {
  for (const view of [DURABLES.directoryView, DURABLES.directoryViewTransfers]) await caughtUp(realm.jsm, view, 30_000);
}

async function rebuild(args: string[], changes: Record<string, string> = {}) {
  const { PATH = '' } = process.env;
  const { NATS_URL, MONGODB_URL, MONGODB_DATABASE } = realm.env('directory');
  const env = { PATH, DATA_DIR: realm.dataDir, NATS_URL, MONGODB_URL, MONGODB_DATABASE, ...changes };
  const child = spawn(process.execPath, [REBUILD, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit') as Promise<[number]>;
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await ended)[0], said, complained };
}

/** Everything in the view, with its indexes; a collection nobody wrote to is like none. */
async function view() {
  const names = (await database.listCollections()).map(({ name }) => name).sort();
  const contents = await Promise.all(
    names.map(async (name) => {
      const documents = await database
        .collection(name)
        .find({}, { sort: { _id: 1 } })
        .toArray();
      const indexes = (await database.collection(name).indexes()).map(({ key }) => JSON.stringify(key)).sort();
      return [name, { documents, indexes }] as const;
    }),
  );
  expect(names.filter((name) => name.endsWith('_next'))).toEqual([]);
  return Object.fromEntries(contents.filter(([, { documents }]) => documents.length > 0));
}

describe('rebuilding the view of a service', () => {
  it('makes the same view from the log, however wrong the old one was', async () => {
    const before = await view();
    expect(Object.keys(before)).toEqual(COLLECTIONS);
    expect(before['transfers']!.documents.length).toBe(TRANSFERS);
    await database.collection('departments').updateMany({}, { $set: { name: 'falsch' } });
    await database.collection('transfers').deleteMany({ transferId: /7/ });
    await database.collection('transfer_events').deleteMany({ aggregateId: /3/ });
    await database.collection('transfers').insertOne({ transferId: 'nobody' });
    await database.collection('hotlines_next').insertOne({ left: 'over' });

    const { code, said, complained } = await rebuild(['directory']);

    expect([code, complained]).toEqual([0, '']);
    expect(said).toContain(`transfer_events and transfers made anew from ${TRANSFERS} events of TRANSFERS.`);
    expect(await view()).toEqual(before);
  });

  it('misses nothing that happens meanwhile', async () => {
    const [{ code }] = await Promise.all([rebuild(['directory']), appendTransfers('meanwhile', 300)]);
    expect(code).toBe(0);
    await level();
    const { messages } = (await realm.jsm.streams.info('TRANSFERS')).state;
    expect(messages).toBe(TRANSFERS + 300);
    expect(await database.collection('transfers').countDocuments()).toBe(messages);
    expect(await database.collection('transfer_events').countDocuments()).toBe(messages);
  });

  it('keeps the events that only the database still has', async () => {
    const { state } = await realm.jsm.streams.info('TRANSFERS');
    for (let sequence = state.first_seq; sequence < state.first_seq + 5; sequence++) {
      await realm.jsm.streams.deleteMessage('TRANSFERS', sequence);
    }
    const before = await view();
    const { code, said } = await rebuild(['directory']);
    expect(code).toBe(0);
    expect(said).toContain('5 events that only the database still had were kept.');
    expect(await view()).toEqual(before);
  });

  it('leaves out what is no event, and says so', async () => {
    realm.operator.publish('transfers.bad.connected', 'no event');
    await realm.operator.flush();
    await level();
    const { code, said } = await rebuild(['directory']);
    const { last_seq } = (await realm.jsm.streams.info('TRANSFERS')).state;
    expect([code, said]).toEqual([0, expect.stringContaining(`hold no event were left out: sequence ${last_seq}.`)]);
  });
});

describe('it changes nothing', () => {
  it('where the log was begun anew and the view may be the only copy', async () => {
    const stray = { _id: 1_000_000 as never, stream: 'DIRECTORY' };
    await database.collection('events').insertOne(stray);
    const before = await view();
    const { code, complained } = await rebuild(['directory']);
    expect([code, complained]).toEqual([
      1,
      expect.stringMatching(/^rebuild: The log ends at \d+ in DIRECTORY, but the view has events up to 1000000/),
    ]);
    expect(await view()).toEqual(before);
    await database.collection('events').deleteOne({ _id: stray._id });
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    [
      'for two services in one database',
      ['directory', 'tickets'],
      {},
      /^rebuild: MONGODB_DATABASE names the database of one/,
    ],
    ['for a service that is none', ['desk'], {}, /^rebuild: There is no service desk: name one of /],
    [
      'without the key',
      ['directory'],
      { DATA_DIR: '/nonexistent' },
      /^rebuild: There is no key of the operator at .*: set DATA_DIR/,
    ],
    ['without NATS', ['directory'], { NATS_URL: 'nats://127.0.0.1:9' }, /^rebuild: NATS is not there/],
    [
      'without the database',
      ['directory'],
      { MONGODB_URL: 'mongodb://127.0.0.1:9' },
      /^rebuild: The database is not there/,
    ],
  ])('%s', async (_what, args, changes, sentence) => {
    const { code, complained } = await rebuild(args, changes);
    expect([code, complained]).toEqual([1, expect.stringMatching(sentence)]);
  });
});
