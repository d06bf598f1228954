import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Around } from '@serviceportal/deploy/accounts/guests';
import { openServer } from '@serviceportal/deploy/accounts/server';
import {
  findNatsServer,
  type RunningNatsServer,
  startNatsServer,
} from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { provision, type WrittenNatsConfig, writeNatsConfig } from '@serviceportal/deploy/nats';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from './eventually.ts';

/** A provisioned NATS server whose accounts can be changed while it runs; always of our own, never in a container. */
export interface Site extends Around {
  readonly url: string;
  readonly dataDir: string;
  readonly server: Around['server'];
  readonly users: WrittenNatsConfig['users'];
  /** What the person at the terminal was told. */
  readonly said: string[];
  /** Full rights on the streams. */
  readonly operator: NatsConnection;
  signIn(seed: string | Uint8Array): Promise<NatsConnection>;
  /** The seed that was told last. */
  lastSeed(): string;
  /** Enters a department as the directory would. */
  enter(departmentId: string, onboardedOn?: string): Promise<void>;
  /** Stops the server and starts it as the next `npm start` does. */
  restart(): Promise<void>;
}

const KREFELD = fileURLToPath(new URL('../../deploy/cities/krefeld', import.meta.url));
const EXAMPLE = fileURLToPath(
  new URL('../../shared/src/contracts/fixtures/department-changed.v1.json', import.meta.url),
);

interface DepartmentChanged {
  subject: string;
  data: { department: Record<string, unknown> };
}

/** Opens a site of Krefeld; it ends with `life`. */
export async function openSite(life: Lifecycle): Promise<Site> {
  const dataDir = await mkdtemp(join(tmpdir(), 'site-'));
  life.onClose('folder', () => rm(dataDir, { recursive: true, force: true }));
  const port = await findFreePort();
  const env = { JETSTREAM_KEY: randomBytes(32).toString('hex') };
  const binary = await findNatsServer({ say: () => undefined });
  const start = async (): Promise<[RunningNatsServer, WrittenNatsConfig]> => {
    const written = writeNatsConfig({ dataDir, cityFolder: KREFELD, port });
    const logFile = join(dataDir, 'log', 'nats.log');
    return [await startNatsServer({ binary, configFile: written.configFile, env, logFile }), written];
  };
  let [running, { users }] = await start();
  life.onClose('server', () => running.stop());
  const url = running.url;
  const seedFile = users.provisioner.seedFile;
  await provision({ natsUrl: url, seedFile, cityFolder: KREFELD, dataDir });
  const place = { dataDir, natsUrl: url, seedFile, patienceMs: 25_000 };
  const said: string[] = [];
  let server = await openServer(place, life);

  async function signIn(seed: string | Uint8Array): Promise<NatsConnection> {
    const bytes = typeof seed === 'string' ? new TextEncoder().encode(seed) : seed;
    const authenticator = nkeyAuthenticator(bytes);
    const connection = await connect({ servers: url, authenticator, reconnectTimeWait: 100, maxReconnectAttempts: 50 });
    life.onClose('connection', () => connection.close());
    return connection;
  }

  const operator = await signIn(readFileSync(seedFile));
  return {
    url,
    dataDir,
    place,
    get server() {
      return server;
    },
    users,
    said,
    operator,
    say: (line) => void said.push(line),
    signIn,
    lastSeed: () => said.findLast((line) => line.startsWith('  seed'))!.split(/ +/)[2]!,
    async enter(departmentId, onboardedOn) {
      const example = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as DepartmentChanged;
      const { onboardedOn: _, ...rest } = example.data.department;
      const department = { ...rest, departmentId, ...(onboardedOn && { onboardedOn }) };
      const event = { ...example, subject: departmentId, data: { ...example.data, department } };
      // A server that has just reloaded may lose a message or its answer; services decide again then, and so does this.
      const enter = () =>
        jetstream(operator).publish(`directory.department.${departmentId}`, JSON.stringify(event), { timeout: 1_000 });
      await eventually(enter);
    },
    async restart() {
      await running.stop();
      [running, { users }] = await start();
      server = await openServer(place, life);
      // What is asked of it before it has noticed is lost.
      await eventually(() => operator.rtt());
    },
  };
}
