import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { onboardedDepartments } from './city-departments.ts';
import { serverConfig, SERVICES_ACCOUNT } from './server-config.ts';
import { provisionStreams } from './streams.ts';
import { natsUsers, type NatsUsers } from './users.ts';

export { clusterLines } from './server-config.ts';

/** Frontends with an account of their own. */
export const FRONTENDS = ['demo-frontend'];

export interface NatsConfigOptions {
  /** Keys, configuration and the store go under `<dataDir>/nats`. */
  readonly dataDir: string;
  /** The city folder; its onboarded departments get an account each. */
  readonly cityFolder: string;
  readonly port: number;
  /** Instead of that port on loopback, such as `0.0.0.0:4222` inside a container. */
  readonly listen?: string;
  /** Instead of a folder under `<dataDir>/nats`. */
  readonly storeDir?: string;
  /** Where the server says how it is, to itself alone; nowhere where no port is named. */
  readonly monitorPort?: number;
  /** The lines of one server of a cluster, as `clusterLines` makes them. */
  readonly cluster?: string;
  readonly serverName?: string;
}

export interface WrittenNatsConfig {
  readonly configFile: string;
  readonly users: NatsUsers;
}

/** Makes the keys that are missing and writes the server's configuration. Start the server with `JETSTREAM_KEY` set. */
export function writeNatsConfig(options: NatsConfigOptions): WrittenNatsConfig {
  const folder = join(options.dataDir, 'nats');
  const users = natsUsers(join(folder, 'keys'), onboardedDepartments(options.cityFolder), FRONTENDS);
  const name = options.serverName ?? 'serviceportal';
  const { port, cluster, monitorPort, listen = `127.0.0.1:${port}` } = options;
  const storeDir = options.storeDir ?? join(folder, `store-${name}`);
  const config = serverConfig(users, { listen, cluster, monitorPort, serverName: name, storeDir });
  const configFile = join(folder, `${name}.conf`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(configFile, config, { mode: 0o600 });
  return { configFile, users };
}

const CLUSTER_REPLICAS = 3;

/** Copies of each stream: three in a cluster, one on a single server. */
export function usualReplicas(connection: NatsConnection): number {
  return connection.info?.cluster ? CLUSTER_REPLICAS : 1;
}

export interface ProvisionOptions {
  readonly natsUrl: string;
  /** The provisioner's key. */
  readonly seedFile: string;
  readonly cityFolder: string;
  /** Copies of each stream, where it shall be other than three in a cluster and one on a single server. */
  readonly replicas?: number;
}

/**
 * Makes streams and durables on the running server, signed in as the provisioner. Safe to repeat. `ConfigError` where
 * the server cannot be reached or doesn't know the provisioner.
 */
export async function provision({ natsUrl, seedFile, cityFolder, replicas }: ProvisionOptions): Promise<void> {
  const departmentIds = onboardedDepartments(cityFolder);
  const connection = await signIn(natsUrl, seedFile);
  try {
    await checkAccount(connection);
    const jsm = await jetstreamManager(connection);
    await provisionStreams(jsm, { departmentIds, replicas: replicas ?? usualReplicas(connection) });
  } finally {
    await connection.close();
  }
}

/** A server that lets anyone in takes our key too, but keeps nobody apart and encrypts nothing. */
async function checkAccount(connection: NatsConnection): Promise<void> {
  const reply = await connection.request('$SYS.REQ.USER.INFO', '', { timeout: 3_000 }).catch(() => undefined);
  const { data } = reply?.json<{ data?: { account?: string } }>() ?? {};
  if (connection.info?.auth_required && data?.account === SERVICES_ACCOUNT) return;
  throw new ConfigError(
    'The NATS server does not run with the configuration that npm run provision prints: start it with that file.',
  );
}

async function signIn(natsUrl: string, seedFile: string): Promise<NatsConnection> {
  const servers = natsUrl.split(',').map((url) => url.trim());
  try {
    return await connect({ servers, name: 'provisioner', authenticator: nkeyAuthenticator(readFileSync(seedFile)) });
  } catch (cause) {
    throw new ConfigError(
      'The NATS server cannot be reached, or does not run with the configuration that npm run provision prints: ' +
        'start or reload it and try again.',
      { cause },
    );
  }
}
