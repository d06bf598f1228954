import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import type { ServiceName } from '@serviceportal/shared/contracts';
import type { Realm } from './realm.ts';

/** A service in a process of its own. */
export interface ServiceProcess {
  readonly url: string;
  /** Resolves when it is gone: `SIGKILL` ends it without a word. */
  readonly end: (signal: 'SIGKILL' | 'SIGTERM') => Promise<void>;
}

/** Starts the service as `npm start` does; resolves once it is ready. */
export async function startServiceProcess(realm: Realm, name: ServiceName): Promise<ServiceProcess> {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startProgram({
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, '../../services', name, 'src/main.ts')],
    env: realm.env(name, { PORT: String(port) }),
    logFile: join(folder, 'log'),
    isReady: () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  return {
    url,
    async end(signal) {
      child.kill(signal);
      await child.ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
