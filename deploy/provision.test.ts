import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { readSecretText } from '@serviceportal/shared/secret-text';
import { findNatsServer, startNatsServer } from './infrastructure/nats-server.ts';
import { findFreePort } from './infrastructure/tcp.ts';
import { signIn } from './nats/connection.ts';

let dataDir: string;
let port: number;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'provision-'));
  port = await findFreePort();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

/** `npm run provision` beside a system whose NATS has the port. */
async function provision(): Promise<string> {
  const { NATS_URL: _other, ...env } = process.env;
  const own = { DATA_DIR: dataDir, PORT_BASE: String(port - 6) };
  const program = join(import.meta.dirname, 'provision.ts');
  const { stderr } = await promisify(execFile)(process.execPath, [program], { env: { ...env, ...own } });
  return stderr;
}

it('says how where no server runs, and makes what is missing in the running one of npm start', async () => {
  const said = await provision();
  expect(said).toContain(`Nothing answers at port ${port}: name your server in NATS_URL`);

  const secret = (file: string) => readSecretText(readFileSync(join(dataDir, file), 'utf8')).secret;
  const server = await startNatsServer({
    binary: await findNatsServer({ say: () => undefined }),
    configFile: said.match(/stands in (\S+);/)![1]!,
    env: { JETSTREAM_KEY: secret('secrets/jetstream.key') },
    logFile: join(dataDir, 'nats', 'nats.log'),
  });
  try {
    expect(await provision()).toBe(`Streams and durables are there, at nats://127.0.0.1:${port}.\n`);
    const seedFile = join(dataDir, 'nats', 'keys', 'provisioner.seed');
    const operator = await signIn({ natsUrl: server.url, seedFile }, 'test');
    const jsm = await jetstreamManager(operator);
    await jsm.consumers.delete('TICKETS', 'tickets-view');
    await provision();
    await expect(jsm.consumers.info('TICKETS', 'tickets-view')).resolves.toBeDefined();
    await operator.close();
  } finally {
    await server.stop();
  }
}, 60_000);
