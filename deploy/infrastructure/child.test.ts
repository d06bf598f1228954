import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startChild, startProgram, type Program } from './child.ts';

let folder: string;
let started = 0;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'child-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function program(script: string): Program {
  const logFile = join(folder, `${++started}.log`);
  const isReady = async () => (await readFile(logFile, 'utf8')).includes('ready');
  return { name: 'trial', command: process.execPath, args: ['-e', script], logFile, isReady };
}

describe('a child', () => {
  it('ends when asked, and is killed when it does not', async () => {
    const polite = await startProgram(
      program('process.on("SIGTERM", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1e6)'),
    );
    await polite.stop();
    expect(await polite.ended).toEqual({ code: 7, signal: null });
    const deaf = await startProgram(
      program('process.on("SIGTERM", () => {}); console.log("ready"); setInterval(() => {}, 1e6)'),
    );
    await deaf.stop(50);
    expect(await deaf.ended).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('that ends before it is ready is reported with its last words', async () => {
    await expect(startProgram(program('console.error("no such setting"); process.exit(1)'))).rejects.toThrow(
      'trial ended before it was ready: no such setting',
    );
  });

  it('that cannot be executed is reported', async () => {
    await expect(startChild({ ...program(''), command: join(folder, 'nothing') })).rejects.toThrow(
      'trial cannot be executed',
    );
  });

  it('ends with its parent, also when that is killed', async () => {
    const parent = spawn(process.execPath, ['--input-type=module', '-e', parentScript()], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(
      await new Promise<string>((resolve) => parent.stdout.once('data', (bytes: Buffer) => resolve(bytes.toString()))),
    );
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    while (await isRunningOrZombie(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('does not begin when its parent is killed before anybody watches it', async () => {
    const began = join(folder, 'began');
    const parent = spawn(process.execPath, ['--input-type=module', '-e', killedInTheMomentOfSpawning(began)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output: Buffer[] = [];
    parent.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    const [code, signal] = (await once(parent, 'close')) as [number | null, string | null];
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
    const pid = Number(Buffer.concat(output).toString());
    expect(pid).toBeGreaterThan(1);
    while (await isRunningOrZombie(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(existsSync(began)).toBe(false);
  });

  /** The kill meets the parent when the child is there already and nobody was told of it. */
  function killedInTheMomentOfSpawning(began: string): string {
    const writes = JSON.stringify(`require('node:fs').writeFileSync(${JSON.stringify(began)}, '')`);
    return `import childProcess from 'node:child_process';
      import { writeSync } from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { spawn } = childProcess;
      childProcess.spawn = (...given) => {
        const child = spawn(...given);
        if (!given[1].includes(process.execPath)) return child;
        writeSync(1, String(child.pid));
        process.kill(process.pid, 'SIGKILL');
      };
      syncBuiltinESMExports();
      const { startChild } = await import(${JSON.stringify(join(import.meta.dirname, 'child.ts'))});
      await startChild({ name: 'grandchild', command: process.execPath, args: ['-e', ${writes}],
        logFile: ${JSON.stringify(join(folder, 'grandchild.log'))}, isReady: async () => true });`;
  }

  function parentScript(): string {
    const module = JSON.stringify(join(import.meta.dirname, 'child.ts'));
    const logFile = JSON.stringify(join(folder, 'grandchild.log'));
    return `import { startChild } from ${module};
      const child = await startChild({ name: 'grandchild', command: process.execPath, logFile: ${logFile},
        args: ['-e', 'setInterval(() => {}, 1e6)'], isReady: async () => true });
      console.log(child.pid);`;
  }
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** In a container nobody may collect an orphan that ended; it then stays as a zombie, which does no harm. */
async function isRunningOrZombie(pid: number): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(status);
}
