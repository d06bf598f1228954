import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { jetstreamManager } from '@nats-io/jetstream';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onboardedDepartments } from './city-departments.ts';
import { serverConfig } from './server-config.ts';
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
  const config = serverConfig(users, { ...options, serverName: name, storeDir: join(folder, `store-${name}`) });
  const configFile = join(folder, `${name}.conf`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(configFile, config, { mode: 0o600 });
  return { configFile, users };
}

/** Makes streams and durables on the running server, signed in as the provisioner. Safe to repeat. */
export async function provision(options: {
  natsUrl: string;
  seedFile: string;
  cityFolder: string;
  replicas?: number;
}): Promise<void> {
  const connection = await connect({
    servers: options.natsUrl.split(','),
    name: 'provisioner',
    authenticator: nkeyAuthenticator(readFileSync(options.seedFile)),
  });
  try {
    const jsm = await jetstreamManager(connection);
    await provisionStreams(jsm, {
      departmentIds: onboardedDepartments(options.cityFolder),
      replicas: options.replicas,
    });
  } finally {
    await connection.close();
  }
}
