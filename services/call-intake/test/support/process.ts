import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startProgram } from '@serviceportal/deploy/infrastructure/child';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Realm } from '@serviceportal/test/realm';
import { type Intake, intakeAt } from './intake.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** The service as a process of its own, which can be killed. */
export interface IntakeProcess extends Intake {
  /** As `kill -9` does; resolves when it is gone. */
  kill(): Promise<void>;
}

export async function startIntakeProcess(realm: Realm): Promise<IntakeProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'call-intake-'));
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const child = await startProgram({
    name: 'call-intake',
    command: process.execPath,
    args: [MAIN],
    env: realm.env('call-intake', { PORT: String(port) }),
    logFile: join(folder, 'log'),
    isReady: () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const life = createLifecycle();
  life.onClose('process', kill);
  async function kill(): Promise<void> {
    child.kill('SIGKILL');
    await child.ended;
    await rm(folder, { recursive: true, force: true });
  }
  return { ...intakeAt(url, life), kill };
}
