import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openProcessFile } from './process-file.ts';
import { identityOf } from './process-identity.ts';

let dataDir: string;
let file: string;
const said: string[] = [];
const say = (line: string) => void said.push(line);
const children: ChildProcess[] = [];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'process-file-test-'));
  file = join(dataDir, 'processes.json');
  said.length = 0;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

async function idle(): Promise<ChildProcess & { pid: number }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { detached: true, stdio: 'ignore' });
  children.push(child);
  await new Promise((resolve) => child.once('spawn', resolve));
  return child as ChildProcess & { pid: number };
}

/** What a launcher that was killed leaves behind. */
function leave(pid: number, identity: string | undefined): void {
  const launcher = { name: 'launcher', pid: 999_999_999, identity: 'ended' };
  writeFileSync(file, JSON.stringify({ launcher, processes: [{ name: 'nats', pid, identity }] }));
}

describe('the process file', () => {
  it('has what a killed launcher left running ended at the next start', async () => {
    const left = await idle();
    leave(left.pid, identityOf(left.pid));
    const ended = new Promise((resolve) => left.once('exit', (_code, signal) => resolve(signal)));
    await openProcessFile(dataDir, say);
    expect(await ended).toBe('SIGTERM');
    expect(said).toEqual([`nats (process ${left.pid}) was left running by a launcher that was killed, and is ended.`]);
  });

  it('spares a process that only has the same number', async () => {
    const other = await idle();
    leave(other.pid, '1234 nats-server -c nats.conf');
    await openProcessFile(dataDir, say);
    expect(identityOf(other.pid)).toBeDefined();
    expect(said).toEqual([]);
  });

  it('lets one launcher at a time have a data folder', async () => {
    const first = await openProcessFile(dataDir, say);
    await expect(openProcessFile(dataDir, say)).rejects.toThrow(
      `in use by the system that process ${process.pid} runs`,
    );
    first.remove();
    expect(existsSync(file)).toBe(false);
    await openProcessFile(dataDir, say);
  });

  it('lets only one of several launchers that start at once have it', async () => {
    const left = await idle();
    leave(left.pid, identityOf(left.pid));
    const starts = await Promise.allSettled([1, 2, 3].map(() => openProcessFile(dataDir, say)));
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('makes a data folder that only its owner reads', async () => {
    const made = join(dataDir, 'made', 'here');
    await openProcessFile(made, say);
    expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  it('refuses a data folder that is a file, in one sentence', async () => {
    const taken = join(dataDir, 'file');
    writeFileSync(taken, '');
    await expect(openProcessFile(taken, say)).rejects.toThrow(`DATA_DIR is ${taken}, which is no folder`);
  });

  it('that cannot be read stops nobody', async () => {
    writeFileSync(file, '{');
    (await openProcessFile(dataDir, say)).set('nats', process.pid);
  });
});
