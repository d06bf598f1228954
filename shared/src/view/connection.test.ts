import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
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

function open(at = port): View {
  life = createLifecycle();
  lines.length = 0;
  const destination = { write: (text: string) => void lines.push((JSON.parse(text) as { msg: string }).msg) };
  return openView(
    { MONGODB_URL: `mongodb://127.0.0.1:${at}/trial` },
    'test',
    createLogger({ service: 'test', destination }),
    life,
  );
}

/** A way to the database that can be shut while the database goes on. */
async function openDoor() {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(port, '127.0.0.1');
    for (const socket of [client, upstream]) sockets.add(socket.on('error', () => undefined));
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    port: own,
    async shut() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    async unlock() {
      server.listen(own, '127.0.0.1');
      await once(server, 'listening');
    },
  };
}

describe('a view', () => {
  it('is opened without its database, says so once, and works as soon as that is there, again and again', async () => {
    const view = open();
    const [away, back] = ['database is not reachable, lists and search wait for it', 'database is back'];
    const count = () => view.ask(() => view.connection.collection('notes').countDocuments());
    expect(view.isUp()).toBe(false);
    await expect(count()).rejects.toBeInstanceOf(Unavailable);
    await eventually(() => expect(lines).toEqual([away]), 15_000);
    for (const round of [1, 2]) {
      await start();
      // Where it is back before the driver has noticed the loss, that is told a little later.
      await eventually(() => expect(lines.filter((line) => line === back)).toHaveLength(round), 20_000);
      expect(view.isUp()).toBe(true);
      await view.ask(() => view.connection.collection('notes').insertOne({ round }));
      expect(await count()).toBe(round);
      expect(view.connection.db?.databaseName).toBe('trial_test');
      await kill();
      await expect(count()).rejects.toBeInstanceOf(Unavailable);
      expect(view.isUp()).toBe(false);
    }
    expect(lines.filter((line) => line !== 'database connected')).toEqual([away, back, away, back, away]);
  }, 90_000);

  it('says nothing of a loss that is over before anybody felt it', async () => {
    await start();
    const door = await openDoor();
    const view = open(door.port);
    for (const round of [1, 2]) {
      await eventually(() => expect(view.isUp()).toBe(true), 20_000);
      expect(lines).toEqual(Array<string>(round).fill('database connected'));
      if (round === 2) break;
      await door.shut();
      await eventually(() => expect(view.isUp()).toBe(false), 4_000);
      await door.unlock();
    }
    // The control: somebody feels the next one.
    await door.shut();
    await eventually(() => expect(view.isUp()).toBe(false), 4_000);
    await expect(view.ask(() => Promise.resolve())).rejects.toBeInstanceOf(Unavailable);
    expect(lines[2]).toBe('database is not reachable, lists and search wait for it');
    await life.close();
    await kill();
  }, 60_000);

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
