import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '@serviceportal/deploy/infrastructure/mongodb';
import { findNatsServer } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { prepareKeys } from './infrastructure.ts';
import { startTestIssuer } from './issuer.ts';

/**
 * One database for the whole run (each test file uses databases of its own on it), one issuer of tokens, and the keys of a
 * city; the NATS binary is made ready. With `TEST_INFRA=containers` the parts are containers of the official images, where an engine answers.
 */
export default async function globalSetup(): Promise<void> {
  await startIssuer();
  const removeKeys = prepareKeys();
  removeTestKeys.run = () => Promise.resolve(removeKeys());
  if (process.env['TEST_INFRA'] === 'containers' && (await startInContainers())) return;
  const folder = await mkdtemp(join(tmpdir(), 'test-database-'));
  const port = await findFreePort();
  const [database] = await Promise.all([
    startDatabase({ dataDir: folder, port, logFile: join(folder, 'log'), say }),
    findNatsServer({ say }),
  ]);
  process.env['TEST_MONGODB_URL'] = `mongodb://127.0.0.1:${port}`;
  stopTestDatabase.run = async () => {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Workers sign with its key themselves (tokens.ts). */
async function startIssuer(): Promise<void> {
  const issuer = await startTestIssuer();
  process.env['TEST_OIDC_ISSUER'] = issuer.url;
  process.env['TEST_OIDC_KEY'] = JSON.stringify(issuer.keys[0]);
  stopTestIssuer.run = () => issuer.stop();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Whether it could be done. */
async function startInContainers(): Promise<boolean> {
  const { hasEngine, mongodbContainer } = await import('./containers.ts');
  if (!(await hasEngine())) {
    say('TEST_INFRA=containers: no container engine answers here, so the embedded parts are used.');
    return false;
  }
  say('NATS and MongoDB run in containers (TEST_INFRA=containers).');
  const database = await mongodbContainer(await findFreePort());
  // Files that start servers of other kinds need the binary all the same.
  await findNatsServer({ say });
  process.env['TEST_PARTS'] = 'containers';
  process.env['TEST_MONGODB_URL'] = database.url;
  stopTestDatabase.run = () => database.remove();
  return true;
}

interface Stop {
  run?: () => Promise<void>;
}

/** Jest runs set-up and tear-down in one process but loads them apart. */
const kept = globalThis as { testDatabase?: Stop; testIssuer?: Stop; testKeys?: Stop };
export const stopTestDatabase: Stop = (kept.testDatabase ??= {});
export const stopTestIssuer: Stop = (kept.testIssuer ??= {});
export const removeTestKeys: Stop = (kept.testKeys ??= {});
