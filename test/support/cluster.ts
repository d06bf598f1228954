import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  findNatsServer,
  type RunningNatsServer,
  startNatsServer,
} from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { clusterLines, provision, type WrittenNatsConfig, writeNatsConfig } from '@serviceportal/deploy/nats';
import type { ServiceName } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from './eventually.ts';

/** Several NATS servers on this machine as one cluster: provisioned, every stream on each of them. */
export interface Cluster {
  /** One per server. */
  readonly urls: readonly string[];
  readonly servers: readonly RunningNatsServer[];
  /** The provisioner's key, which may do everything. */
  readonly operatorSeed: string;
  seedFile(service: ServiceName): string;
}

const SERVERS = [0, 1, 2];
const MUSTERSTADT = fileURLToPath(new URL('../../deploy/cities/musterstadt', import.meta.url));

/** Starts three servers; they end with `life`. Takes a few seconds, until they have agreed on who leads. */
export async function startCluster(life: Lifecycle, cityFolder: string = MUSTERSTADT): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  const configs = await writeConfigs(folder, cityFolder);
  const binary = await findNatsServer({ say: () => undefined });
  const env = { JETSTREAM_KEY: randomBytes(32).toString('hex') };
  const servers = await Promise.all(
    configs.map(async ({ configFile }, n) => {
      const logFile = join(folder, `node-${n}`, 'nats.log');
      const server = await startNatsServer({ binary, configFile, env, logFile });
      life.onClose(server.url, () => server.stop());
      return server;
    }),
  );
  const urls = servers.map(({ url }) => url);
  const { users } = configs[0]!;
  const seedFile = users.provisioner.seedFile;
  const replicas = SERVERS.length;
  await eventually(() => provision({ natsUrl: urls.join(), seedFile, cityFolder, replicas }), 30_000);
  return { urls, servers, operatorSeed: seedFile, seedFile: (service) => users.services[service]!.seedFile };
}

/** All with the same keys. */
async function writeConfigs(folder: string, cityFolder: string): Promise<WrittenNatsConfig[]> {
  const ports = await Promise.all(SERVERS.map(findFreePort));
  const routePorts = await Promise.all(SERVERS.map(findFreePort));
  return SERVERS.map((n) => {
    const cluster = clusterLines('trial', routePorts[n]!, routePorts);
    return writeNatsConfig({ dataDir: folder, cityFolder, port: ports[n]!, cluster, serverName: `node-${n}` });
  });
}
