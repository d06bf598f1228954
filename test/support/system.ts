import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFree } from '@serviceportal/deploy/infrastructure/tcp';
import { type RunningSystem, startSystem, type SystemOptions } from '@serviceportal/deploy/launcher';
import { createLifecycle } from '@serviceportal/shared/lifecycle';

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
  const portBase = await freePortBase();
  const base = { city: 'krefeld', dataDir: join(folder, 'data'), portBase, ...options };
  const start = (changes: Partial<SystemOptions>) =>
    startSystem({ ...base, ...changes, say: (line) => said.push(line) }, createLifecycle());
  let running = await start({});
  return {
    get urls() {
      return running.urls;
    },
    get users() {
      return running.users;
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

/** Ten ports in a row, and those of two replicas, that nobody uses. */
async function freePortBase(): Promise<number> {
  for (;;) {
    const base = 20_000 + Math.floor(Math.random() * 400) * 100;
    const wanted = [0, 100, 200].flatMap((offset) => Array.from({ length: 10 }, (_, index) => base + offset + index));
    const free = await Promise.all(wanted.map(isFree));
    if (free.every(Boolean)) return base;
  }
}
