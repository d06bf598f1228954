import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { nkeys } from '@nats-io/transport-node';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { ConfigError } from '../errors.ts';
import { createLifecycle, type Lifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createClock } from '../time/index.ts';
import { isOlder, type NatsSettings, openLog } from './index.ts';

let realm: Realm;
let folder: string;
const lives: Lifecycle[] = [];
const lines: string[] = [];

beforeAll(async () => {
  realm = await openRealm();
  folder = await mkdtemp(join(tmpdir(), 'connect-'));
}, 60_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await realm.close();
});

afterEach(async () => {
  await Promise.all(lives.splice(0).map((life) => life.close()));
});

function open(change: Partial<NatsSettings>) {
  const life = createLifecycle();
  lives.push(life);
  lines.length = 0;
  const destination = { write: (text: string) => void lines.push((JSON.parse(text) as { msg: string }).msg) };
  const logger = createLogger({ service: 'tickets', destination });
  const { NATS_URL, NATS_SEED_FILE } = realm.env('tickets');
  const settings = { NATS_URL: NATS_URL!, NATS_SEED_FILE, ...change };
  const options = { service: 'tickets', clock: createClock(undefined, 'Europe/Berlin'), logger } as const;
  return { life, log: openLog(settings, options, life) };
}

async function failure(change: Partial<NatsSettings>): Promise<ConfigError> {
  const cause: unknown = await open(change).log.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(ConfigError);
  return cause as ConfigError;
}

it.each([
  ['2.15.2', '2.14.3', false],
  ['2.14.3', '2.14.3', false],
  ['2.14.2', '2.14.3', true],
  ['2.9.25', '2.14.3', true],
  ['3.0.0', '2.14.3', false],
  ['2.15.0-beta.1', '2.14.3', false],
  ['2.14', '2.14.3', true],
  ['', '2.14.3', true],
])('«%s» is older than %s: %s', (version, than, older) => {
  expect(isOlder(version, than)).toBe(older);
});

describe('opening the log', () => {
  it('says what to do when the seed is missing, unreadable or not known to the server', async () => {
    expect((await failure({ NATS_SEED_FILE: join(folder, 'none') })).message).toContain('NATS_SEED_FILE');
    const stranger = join(folder, 'stranger.seed');
    writeFileSync(stranger, nkeys.createUser().getSeed());
    expect((await failure({ NATS_SEED_FILE: stranger })).message).toContain('run the provisioning step');
    expect((await failure({ NATS_SEED_FILE: undefined })).message).toContain('run the provisioning step');
  });

  it('says that the server is too old', async () => {
    const server = await oldServer();
    try {
      const { port } = server.address() as AddressInfo;
      const { message } = await failure({ NATS_URL: `nats://127.0.0.1:${port}`, NATS_SEED_FILE: undefined });
      expect(message).toContain('2.10.1');
      expect(message).toContain('2.14.3');
    } finally {
      server.close();
    }
  });

  it('waits for a server that is not there yet, and says so once', async () => {
    await realm.nats.kill();
    const { log } = open({});
    await eventually(() => expect(lines).toEqual(['NATS is not reachable yet, waiting for it']));
    await realm.nats.start();
    expect((await log).isConnected()).toBe(true);
    expect(lines).toHaveLength(1);
  });

  it('gives up waiting when the service is told to end', async () => {
    const { life, log } = open({ NATS_URL: 'nats://127.0.0.1:1' });
    const given = expect(log).rejects.toThrow();
    await eventually(() => expect(lines).toHaveLength(1));
    await life.close();
    await given;
  });
});

/** Says that it is an old server, and answers as one. */
async function oldServer(): Promise<Server> {
  const info = { server_id: 'x', version: '2.10.1', proto: 1, headers: true, max_payload: 1_048_576 };
  const server = createServer((socket) => {
    socket.write(`INFO ${JSON.stringify(info)}\r\n`);
    socket.on('data', (bytes) => bytes.includes('PING') && socket.write('PONG\r\n'));
    socket.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
