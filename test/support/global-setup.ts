import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDatabase } from '@serviceportal/deploy/infrastructure/mongodb';
import { findNatsServer } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';

/** One database for the whole run (each test file uses databases of its own on it); the NATS binary is made ready. */
export default async function globalSetup(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'test-database-'));
  const say = (line: string) => process.stderr.write(`${line}\n`);
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

/** Jest runs set-up and tear-down in one process but loads them apart. */
export const stopTestDatabase: { run?: () => Promise<void> } = ((
  globalThis as { testDatabase?: { run?: () => Promise<void> } }
).testDatabase ??= {});
