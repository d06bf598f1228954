import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import type { Realm } from '@serviceportal/test/realm';
import { type Replica, replicaAt } from './replica.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** A replica in a process of its own, which `kill` ends without a word. */
export interface ReplicaProcess extends Replica {
  kill(): Promise<void>;
}

/** Starts the service as `npm start` does; resolves once it is ready. */
export async function startProcess(realm: Realm): Promise<ReplicaProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'knowledge-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startProgram({
    name: 'knowledge',
    command: process.execPath,
    args: [MAIN],
    env: { ...realm.env('knowledge'), PORT: String(port) },
    logFile: join(folder, 'log'),
    isReady: () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    child.kill(signal);
    await child.ended;
    await rm(folder, { recursive: true, force: true });
  }
  return { ...replicaAt(url, () => end('SIGTERM')), kill: () => end('SIGKILL') };
}
