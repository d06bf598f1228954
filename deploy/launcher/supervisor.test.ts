import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Program } from '../infrastructure/child.ts';
import { answers, findFreePort } from '../infrastructure/tcp.ts';
import { openProcessFile } from './process-file.ts';
import type { SupervisedProcess } from './supervised-process.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

let folder: string;
let port: number;
let said: string[];
let supervisor: Supervisor;
let life: Lifecycle;
let supervised: SupervisedProcess | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-test-'));
  port = await findFreePort();
  said = [];
  const say = (line: string) => void said.push(line);
  life = createLifecycle();
  supervisor = createSupervisor(say, await openProcessFile(folder, say), life);
});
afterEach(async () => {
  await supervised?.stop();
  supervised = undefined;
  await life.close();
  await rm(folder, { recursive: true, force: true });
});

/** A server that logs a warning and its end, and ends at once while the file `broken` is there. */
function server(): Program {
  const script = `if (require('fs').existsSync('${join(folder, 'broken')}')) { console.error('Error: broken'); process.exit(3); }
    console.log('{"level":"warn","msg":"cold start"}\\n{"level":"info","msg":"warm","back":true}'); require('net').createServer().listen(${port}, '127.0.0.1')`;
  const logFile = join(folder, 'trial.log');
  return { name: 'trial', command: process.execPath, args: ['-e', script], logFile, isReady: () => answers(port) };
}

async function kept(): Promise<number[]> {
  const { processes } = JSON.parse(await readFile(join(folder, 'processes.json'), 'utf8')) as {
    processes: { pid: number }[];
  };
  return processes.map(({ pid }) => pid);
}

describe('a supervised process', () => {
  it('is started again when it is killed, and shows its warnings', async () => {
    supervised = await supervisor.start(server());
    const first = supervised.pid;
    expect(await kept()).toEqual([first]);
    supervised.kill('SIGKILL');
    await supervised.ready();
    expect(supervised.pid).not.toBe(first);
    expect(supervised.restarts).toBe(1);
    expect(await kept()).toEqual([supervised.pid]);
    expect(said.slice(0, 3)).toEqual([
      'trial: cold start',
      'trial: warm',
      'trial ended (SIGKILL) and is started again in 0.5 s.',
    ]);
  });

  it('is tried again after growing pauses while it cannot start', async () => {
    supervised = await supervisor.start(server());
    await writeFile(join(folder, 'broken'), '');
    supervised.kill('SIGTERM');
    while (!said.includes('trial ended (exit code 3) and is started again in 1 s.'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    await rm(join(folder, 'broken'));
    await supervised.ready();
    expect(said).toContain('trial: Error: broken');
  });

  it('stays down while it is held', async () => {
    supervised = await supervisor.start(server());
    await supervised.hold();
    expect(supervised.pid).toBeUndefined();
    expect(await answers(port)).toBe(false);
    expect(await kept()).toEqual([]);
    await supervised.release();
    expect(await answers(port)).toBe(true);
    expect(said.filter((line) => line.includes('started again'))).toEqual([]);
    supervised.kill('SIGKILL');
    await supervised.ready();
  });

  it('that does not come up the first time is reported and not tried again', async () => {
    await writeFile(join(folder, 'broken'), '');
    await expect(supervisor.start(server())).rejects.toThrow('trial ended before it was ready: Error: broken');
    expect(supervisor.get('trial').pid).toBeUndefined();
  });

  it('is stopped for good, also while it waits to be started again', async () => {
    supervised = await supervisor.start(server());
    supervised.kill('SIGKILL');
    while (supervised.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    await supervised.stop();
    expect(await answers(port)).toBe(false);
    expect(supervised.pid).toBeUndefined();
  });

  it('is stopped without a complaint after its program has gone', async () => {
    const command = join(folder, 'node');
    await copyFile(process.execPath, command);
    supervised = await supervisor.start({ ...server(), command });
    await rm(command);
    supervised.kill('SIGKILL');
    const failed = 'trial ended (could not be executed) and is started again in 1 s.';
    while (!said.includes(failed)) await new Promise((resolve) => setTimeout(resolve, 20));
    await supervised.stop();
  });
});
