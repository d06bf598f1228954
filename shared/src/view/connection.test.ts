import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ChildHandle, startProgram } from '@serviceportal/deploy/infrastructure/child';
import { databaseProgram, findDatabase } from '@serviceportal/deploy/infrastructure/mongodb';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { eventually } from '@serviceportal/test/eventually';
import { mongo } from 'mongoose';
import { Unavailable } from '../errors.ts';
import { createLifecycle, type Lifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { isConnectionProblem, openView, type View } from './index.ts';

let folder: string;
let port: number;
let life: Lifecycle;
let child: ChildHandle | undefined;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'view-'));
  port = await findFreePort();
});

afterAll(async () => {
  await child?.stop();
  await rm(folder, { recursive: true, force: true });
});

afterEach(() => life.close());

async function start(): Promise<void> {
  const database = await findDatabase({ dataDir: folder, say: () => undefined });
  child = await startProgram(await databaseProgram(database, { dataDir: folder, port, logFile: join(folder, 'log') }));
}

async function kill(): Promise<void> {
  child?.kill('SIGKILL');
  await child?.ended;
}

function open(): View {
  life = createLifecycle();
  lines.length = 0;
  const destination = { write: (text: string) => void lines.push((JSON.parse(text) as { msg: string }).msg) };
  return openView(
    { MONGODB_URL: `mongodb://127.0.0.1:${port}/trial` },
    'test',
    createLogger({ service: 'test', destination }),
    life,
  );
}

describe('a view', () => {
  it('is opened without its database, says so once, and works as soon as that is there, again and again', async () => {
    const view = open();
    const count = () => view.ask(() => view.connection.collection('notes').countDocuments());
    expect(view.isUp()).toBe(false);
    await expect(count()).rejects.toBeInstanceOf(Unavailable);
    await eventually(() => expect(lines).toEqual(['database is not reachable, lists and search wait for it']), 15_000);
    for (const round of [1, 2]) {
      await start();
      await eventually(() => expect(view.isUp()).toBe(true), 20_000);
      await view.ask(() => view.connection.collection('notes').insertOne({ round }));
      expect(await count()).toBe(round);
      expect(view.connection.db?.databaseName).toBe('trial_test');
      await kill();
      await expect(count()).rejects.toBeInstanceOf(Unavailable);
      await eventually(() => expect(view.isUp()).toBe(false), 20_000);
    }
    expect(lines.filter((line) => line.startsWith('database is not reachable'))).toHaveLength(1);
    expect(lines.filter((line) => line === 'database connected')).toHaveLength(2);
  }, 90_000);

  it('can be closed while its database is away', async () => {
    const view = open();
    await life.close();
    await expect(view.ask(() => view.connection.collection('notes').countDocuments())).rejects.toBeInstanceOf(
      Unavailable,
    );
  });
});

describe('what is a problem of the connection', () => {
  const network = new mongo.MongoNetworkError('connection 1 to 127.0.0.1:27017 closed');
  const socket = Object.assign(new Error('This socket has been ended by the other party'), { code: 'EPIPE' });
  const bulkOf = (cause: unknown) => new mongo.MongoBulkWriteError(cause as never, {} as never);

  it.each<[string, unknown, boolean]>([
    ['a broken connection', network, true],
    ['a broken connection under a bulk write', bulkOf(network), true],
    ['a socket that was just closed', socket, true],
    ['a socket that was just closed under a bulk write', bulkOf(socket), true],
    ['a server that shuts down', new mongo.MongoServerError({ message: 'shutdown', code: 91 }), true],
    ['a server that shuts down under a bulk write', bulkOf(new mongo.MongoServerError({ code: 11600 })), true],
    ['a full disk', new mongo.MongoServerError({ message: 'no space', code: 14_031 }), true],
    ['a full disk under a bulk write', bulkOf({ message: 'no space', code: 14_031, writeErrors: [] }), true],
    ['credentials that were changed', new mongo.MongoServerError({ message: 'auth', code: 18 }), true],
    ['a duplicate key', bulkOf({ message: 'E11000', code: 11_000, writeErrors: [] }), false],
    ['a wrong command', new mongo.MongoServerError({ message: 'bad', code: 2 }), false],
    ['a mistake of ours', new TypeError('x is not a function'), false],
    ['nothing', undefined, false],
  ])('%s', (_, cause, expected) => {
    expect(isConnectionProblem(cause)).toBe(expected);
  });
});
