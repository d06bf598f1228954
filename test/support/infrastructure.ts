import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { databaseProgram, findDatabase } from '@serviceportal/deploy/infrastructure/mongodb';
import { findNatsServer, natsProgram } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { writeNatsConfig } from '@serviceportal/deploy/nats';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { type Part, startPart } from './part.ts';

/** Whether this run's parts are containers: `TEST_INFRA=containers`, and an engine answered (global-setup.ts). */
function inContainers(): boolean {
  return process.env['TEST_PARTS'] === 'containers';
}

export interface TestNats {
  readonly nats: Part;
  readonly users: ReturnType<typeof writeNatsConfig>['users'];
}

/** The city that tests run in unless they name another. */
export const KREFELD = fileURLToPath(new URL('../../deploy/cities/krefeld', import.meta.url));

/**
 * Makes the keys of a city once for the run: to make them for each server takes a fifth of the run's processor time. Gives
 * the function that removes them.
 */
export function prepareKeys(): () => void {
  const dataDir = mkdtempSync(join(tmpdir(), 'test-keys-'));
  writeNatsConfig({ dataDir, cityFolder: KREFELD, port: 4222 });
  process.env['TEST_KEYS'] = dataDir;
  return () => rmSync(dataDir, { recursive: true, force: true });
}

function copyKeys(folder: string, cityFolder: string): void {
  const prepared = process.env['TEST_KEYS'];
  if (prepared && cityFolder === KREFELD) cpSync(join(prepared, 'nats'), join(folder, 'nats'), { recursive: true });
}

/** A NATS server with the configuration and keys that `npm start` makes, in `folder`. */
export async function startNats(
  { folder, cityFolder, jetstreamKey }: { folder: string; cityFolder: string; jetstreamKey: string },
  life: Lifecycle,
): Promise<TestNats> {
  const port = await findFreePort();
  const url = `nats://127.0.0.1:${port}`;
  const env = { JETSTREAM_KEY: jetstreamKey };
  copyKeys(folder, cityFolder);
  if (inContainers()) {
    const inside = { listen: '0.0.0.0:4222', storeDir: '/data' };
    const { configFile, accountsFile, users } = writeNatsConfig({ dataDir: folder, cityFolder, port, ...inside });
    const { natsContainer } = await import('./containers.ts');
    const nats = await natsContainer(port, [configFile, accountsFile], env);
    life.onClose(url, () => nats.remove());
    return { nats, users };
  }
  const { configFile, users } = writeNatsConfig({ dataDir: folder, cityFolder, port });
  const binary = await findNatsServer({ say: () => undefined });
  const program = await natsProgram({ binary, configFile, env, logFile: join(folder, 'nats.log') });
  return { nats: await startPart(url, () => startProgram(program), life), users };
}

/** A database of one's own, which can be killed without hurting other tests. */
export async function startOwnDatabase(folder: string, life: Lifecycle): Promise<Part> {
  const port = await findFreePort();
  if (inContainers()) {
    const { mongodbContainer } = await import('./containers.ts');
    const database = await mongodbContainer(port);
    life.onClose(database.url, () => database.remove());
    return database;
  }
  const dataDir = join(folder, 'database');
  const database = await findDatabase({ dataDir, say: () => undefined });
  const program = await databaseProgram(database, { dataDir, port, logFile: join(folder, 'database.log') });
  return startPart(`mongodb://127.0.0.1:${port}`, () => startProgram(program), life);
}

/** The database that the test run started (global-setup.ts). */
export function sharedDatabase(): Part {
  const url = process.env['TEST_MONGODB_URL'];
  if (!url) throw new Error('the test run has no database: run it through jest with the repository configuration');
  const refuse = () => Promise.reject(new Error('this database is shared: open the realm with ownDatabase'));
  return { url, kill: refuse, start: refuse };
}
