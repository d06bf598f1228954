import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePortBase, type RunningSystem, startSystem, type SystemOptions } from '@serviceportal/deploy/launcher';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { testIssuerUrl } from './tokens.ts';

/** What `npm start` starts, on ports and in a folder of its own. */
export interface TestSystem extends RunningSystem {
  readonly portBase: number;
  /** What the launcher said, for a failing test to show. */
  readonly said: string[];
  /** Stops and starts again on the same data, as Ctrl-C and `npm start` would. */
  restart(changes?: Partial<SystemOptions>): Promise<void>;
  /** Stops and removes the data. */
  remove(): Promise<void>;
}

export async function startTestSystem(options: Partial<SystemOptions> = {}): Promise<TestSystem> {
  const folder = await mkdtemp(join(tmpdir(), 'system-'));
  const said: string[] = [];
  const portBase = await findFreePortBase({ tickets: 2 });
  const base = { city: 'krefeld', dataDir: join(folder, 'data'), portBase, ...options };
  const signIn = { OIDC_ISSUER: testIssuerUrl() };
  const start = (changes: Partial<SystemOptions>) =>
    startSystem(
      { ...base, ...changes, env: { ...signIn, ...base.env, ...changes.env }, say: (line) => said.push(line) },
      createLifecycle(),
    );
  let running = await start({});
  return {
    get urls() {
      return running.urls;
    },
    get replicas() {
      return running.replicas;
    },
    get users() {
      return running.users;
    },
    get developmentSignIn() {
      return running.developmentSignIn;
    },
    dataDir: base.dataDir,
    portBase,
    said,
    process: (name, replica) => running.process(name, replica),
    stop: () => running.stop(),
    async restart(changes = {}) {
      await running.stop();
      running = await start(changes);
    },
    async remove() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
