import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { readConfig } from '@serviceportal/shared/config';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { keepOnce } from '@serviceportal/shared/kept-file';
import { DeskConfig } from '../../src/config.ts';
import { startDesk } from '../../src/service.ts';

export interface StartedDesk {
  url: string;
  env: NodeJS.ProcessEnv;
  life: Lifecycle;
}

/**
 * A desk on a free port with the development provider, in a folder that stays until `owner` closes; `env` changes its
 * settings. Its own `life` may end before.
 */
export async function openDesk(owner: Lifecycle, env: NodeJS.ProcessEnv = {}): Promise<StartedDesk> {
  const life = createLifecycle();
  const folder = mkdtempSync(join(tmpdir(), 'desk-'));
  owner.onClose('folder', () => rmSync(folder, { recursive: true, force: true }));
  owner.onClose('desk', () => life.close());
  const keyFile = join(folder, 'session.key');
  keepOnce(keyFile, () => 'a secret for the sessions of this test alone');
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const all = {
    PORT: String(port),
    DESK_URL: url,
    OIDC_ISSUER: `${url}/dev/oidc`,
    DEV_OIDC_DIR: join(folder, 'oidc'),
    SESSION_KEY_FILE: keyFile,
    LOG_LEVEL: 'silent',
    NODE_ENV: 'test',
    ...env,
  };
  await startDesk(readConfig(DeskConfig, all), life);
  return { url, env: all, life };
}
