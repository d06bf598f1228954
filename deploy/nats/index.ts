import type { NatsConnection } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { join } from 'node:path';
import type { DepartmentProgram } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { replaceFile } from '@serviceportal/shared/kept-file';
import type { SecretsFor } from '../infrastructure/kept-secret.ts';
import { accountsConfig, SERVICES_ACCOUNT } from './accounts-config.ts';
import { onboardedDepartments } from './city-departments.ts';
import { signIn } from './connection.ts';
import {
  type Guest,
  type GuestName,
  isNew,
  readRegistry,
  type Registry,
  withGuest,
  writeRegistry,
} from './registry.ts';
import { ACCOUNTS_FILE, serverConfig, type TlsFiles } from './server-config.ts';
import { type Provisioned, provisionStreams } from './streams.ts';
import { guestUsers, keepGuestKey, type NatsUsers, type OwnUsers, ownUsers } from './users.ts';

export { clusterLines } from './server-config.ts';

/** Frontends that get an account at the start; more come by `npm run frontend add`. */
export const FRONTENDS = ['demo-frontend'];

export interface NatsConfigOptions {
  /** Keys, configuration and the store go under `<dataDir>/nats`. */
  readonly dataDir: string;
  /** The city folder; its onboarded departments get an account each, unless it was taken away from them. */
  readonly cityFolder: string;
  readonly port: number;
  /** Keys made for development are marked as such; `production` unless told. */
  readonly usedFor?: SecretsFor;
  /** Instead of that port on loopback, such as `0.0.0.0:4222` inside a container. */
  readonly listen?: string;
  /** Instead of a folder under `<dataDir>/nats`. */
  readonly storeDir?: string;
  /** Where the server says how it is, to itself alone; nowhere where no port is named. */
  readonly monitorPort?: number;
  /** The lines of one server of a cluster, as `clusterLines` makes them. */
  readonly cluster?: string;
  readonly serverName?: string;
  /** Clients must then come by TLS 1.3. */
  readonly tls?: TlsFiles | undefined;
  /** `false` in tests that read the store's bytes. */
  readonly encrypted?: boolean | undefined;
}

export interface WrittenNatsConfig {
  /** Includes `accountsFile`, which stands beside it. */
  readonly configFile: string;
  readonly accountsFile: string;
  readonly users: NatsUsers;
}

/** Where everything about NATS is kept that is no message. */
export function natsFolder(dataDir: string): {
  folder: string;
  keys: string;
  registryFile: string;
  accountsFile: string;
} {
  const folder = join(dataDir, 'nats');
  return {
    folder,
    keys: join(folder, 'keys'),
    registryFile: join(folder, 'accounts.json'),
    accountsFile: join(folder, ACCOUNTS_FILE),
  };
}

/** Makes the keys that are missing and writes the server's configuration. Start the server with `JETSTREAM_KEY` set. */
export function writeNatsConfig(options: NatsConfigOptions): WrittenNatsConfig {
  const { folder, keys, accountsFile } = natsFolder(options.dataDir);
  const { guests } = registerKnown(options);
  const own = ownUsers(keys, options.usedFor ?? 'production');
  writeAccounts(accountsFile, own, guests);
  const name = options.serverName ?? 'serviceportal';
  const { port, cluster, monitorPort, tls, encrypted, listen = `127.0.0.1:${port}` } = options;
  const storeDir = options.storeDir ?? join(folder, `store-${name}`);
  const configFile = join(folder, `${name}.conf`);
  replaceFile(configFile, serverConfig({ listen, cluster, monitorPort, tls, encrypted, serverName: name, storeDir }));
  const departments = guestUsers(keys, 'department', guests);
  const frontends = guestUsers(keys, 'frontend', guests);
  return { configFile, accountsFile, users: { ...own, departments, frontends } };
}

/** Writes who may sign in; a server that includes the file takes it up when it is told to reload. */
export function writeAccounts(accountsFile: string, own: OwnUsers, guests: readonly Guest[]): void {
  replaceFile(accountsFile, accountsConfig(own, guests));
}

/** Departments of the city folder and the first frontends get a key when they are seen the first time. */
function registerKnown({ dataDir, cityFolder }: NatsConfigOptions): Registry {
  const { keys, registryFile } = natsFolder(dataDir);
  const known: GuestName[] = [
    ...onboardedDepartments(cityFolder).map((id) => ({ kind: 'department' as const, id })),
    ...FRONTENDS.map((id) => ({ kind: 'frontend' as const, id })),
  ];
  const before = readRegistry(registryFile) ?? { guests: [], removed: [] };
  const fresh = known.filter((name) => isNew(before, name));
  const registry = fresh.reduce((so, name) => withGuest(so, keepGuestKey(keys, name)), before);
  if (fresh.length > 0) writeRegistry(registryFile, registry);
  return registry;
}

/** The programs of departments that may sign in; those of the city folder where nobody was registered yet. */
export function departmentPrograms(dataDir: string | undefined, cityFolder: string): DepartmentProgram[] {
  const registry = dataDir === undefined ? undefined : readRegistry(natsFolder(dataDir).registryFile);
  if (!registry) return onboardedDepartments(cityFolder).map((departmentId) => ({ departmentId }));
  const departments = registry.guests.filter(({ kind }) => kind === 'department');
  return departments.map(({ id, consumer }) => ({ departmentId: id, consumer }));
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
  /** Whose programs get a durable stands in its registry; where none is named, in the city folder. */
  readonly dataDir?: string;
  /** The certificates to trust, where the server's is signed by none that everybody trusts. */
  readonly caFile?: string | undefined;
  /** Copies of each stream, where it shall be other than three in a cluster and one on a single server. */
  readonly replicas?: number;
}

/**
 * Makes streams and durables on the running server, signed in as the provisioner. Safe to repeat. `ConfigError` where the
 * server cannot be reached or doesn't know the provisioner.
 */
export async function provision(options: ProvisionOptions): Promise<Provisioned> {
  const programs = departmentPrograms(options.dataDir, options.cityFolder);
  const connection = await signIn(options, 'provisioner');
  try {
    await checkAccount(connection);
    const jsm = await jetstreamManager(connection);
    return await provisionStreams(jsm, { programs, replicas: options.replicas ?? usualReplicas(connection) });
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
