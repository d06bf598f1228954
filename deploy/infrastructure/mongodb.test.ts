import { mkdtemp, rm, writeFile, chmod, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mongoose, { type Connection } from 'mongoose';
import { startProgram, type ChildHandle } from './child.ts';
import { databaseProgram, findDatabase, type Database } from './mongodb.ts';
import { findFreePort } from './tcp.ts';

interface Doc {
  _id: string;
  seq: number;
}

let folder: string;
let port: number;
let database: Database;
let child: ChildHandle;
let connection: Connection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mongodb-test-'));
  port = await findFreePort();
  database = await findDatabase({ dataDir: folder, say: () => undefined });
  await start();
  connection = await mongoose.createConnection(`mongodb://127.0.0.1:${port}`, { dbName: 'trial' }).asPromise();
}, 240_000);

afterAll(async () => {
  await connection?.close();
  await child?.stop();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  child = await startProgram(await databaseProgram(database, { dataDir: folder, port, logFile: join(folder, 'log') }));
}

const collection = (name: string) => connection.collection<Doc>(name);
const ids = async (name: string) => (await collection(name).find().sort({ _id: 1 }).toArray()).map((doc) => doc._id);

function replaceIfNewer(_id: string, seq: number) {
  return { replaceOne: { filter: { _id, seq: { $lt: seq } }, replacement: { seq }, upsert: true } };
}

describe('the database keeps what the view relies on', () => {
  it('replaces documents only by newer ones, in unordered bulks', async () => {
    const view = collection('newer');
    await view.bulkWrite([replaceIfNewer('a', 5), replaceIfNewer('b', 3)], { ordered: false });
    const older = view.bulkWrite([replaceIfNewer('a', 4), replaceIfNewer('b', 9), replaceIfNewer('c', 1)], {
      ordered: false,
    });
    await expect(older).rejects.toMatchObject({ code: 11000 });
    expect(await view.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 'a', seq: 5 },
      { _id: 'b', seq: 9 },
      { _id: 'c', seq: 1 },
    ]);
  });

  it('puts a filled collection in the place of the live one, for ever', async () => {
    await collection('live').insertOne({ _id: 'old', seq: 1 });
    await collection('live').createIndex({ seq: 1, _id: -1 });
    await collection('fresh').insertOne({ _id: 'new', seq: 2 });
    await collection('fresh').createIndex({ seq: 1, _id: -1 });
    await collection('fresh').rename('live', { dropTarget: true });
    await collection('live').insertOne({ _id: 'later', seq: 3 });
    await killAndStart();
    expect(await ids('live')).toEqual(['later', 'new']);
    await collection('fresh').insertOne({ _id: 'again', seq: 1 });
    expect(await ids('fresh')).toEqual(['again']);
  });

  it('has every confirmed write after a kill -9', async () => {
    for (let seq = 1; seq <= 300; seq++) await collection('kept').insertOne({ _id: `k${seq}`, seq });
    await killAndStart();
    expect(await collection('kept').countDocuments()).toBe(300);
  });

  async function killAndStart(): Promise<void> {
    child.kill('SIGKILL');
    await child.ended;
    await start();
  }
});

describe('which database is taken', () => {
  let own: string;
  beforeEach(async () => {
    own = await mkdtemp(join(tmpdir(), 'mongodb-choice-'));
  });
  afterEach(() => rm(own, { recursive: true, force: true }));

  async function pretendMongod(version: string): Promise<string> {
    const binary = join(own, 'mongod');
    await writeFile(binary, `#!/bin/sh\necho 'db version v${version}'\n`);
    await chmod(binary, 0o755);
    return binary;
  }
  /** Nothing is fetched: a note says that this was tried a moment ago. */
  async function withoutNetwork(): Promise<string> {
    await mkdir(join(own, 'cache', 'mongod'), { recursive: true });
    await writeFile(join(own, 'cache', 'mongod', 'could-not-be-fetched'), '');
    return join(own, 'cache');
  }

  it('takes a mongod on PATH that is new enough', async () => {
    const binary = await pretendMongod('8.0.4');
    const said: string[] = [];
    const found = await findDatabase({ dataDir: join(own, 'data'), path: own, say: (line) => said.push(line) });
    expect(found).toMatchObject({ kind: 'mongod', binary });
    expect(said).toEqual([`MongoDB: mongod 8.0.4 from PATH (${binary}); set MONGODB_URL to use a running one.`]);
  });

  it('says in one sentence what would help where none can be had', async () => {
    await pretendMongod('4.4.1');
    const said: string[] = [];
    const search = {
      dataDir: join(own, 'data'),
      path: own,
      cacheDir: await withoutNetwork(),
      say: (line: string) => said.push(line),
    };
    await expect(findDatabase(search)).rejects.toThrow(
      'There is no MongoDB here: put a mongod from 6.0.0 on PATH, or install a JDK from 17 and Maven, or set MONGODB_URL to use a running one.',
    );
    expect(said[0]).toMatch(/^mongod 4\.4\.1 on PATH .* passed over\.$/);
  });

  it('does not start empty beside data that a mongod wrote', async () => {
    await mkdir(join(own, 'data', 'mongod'), { recursive: true });
    const search = { dataDir: join(own, 'data'), path: '', cacheDir: await withoutNetwork(), say: () => undefined };
    await expect(findDatabase(search)).rejects.toThrow(/was filled by a mongod that is not here any more/);
  });
});
