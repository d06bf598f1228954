import { accessSync, constants, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '@serviceportal/shared/errors';
import { z } from 'zod';
import { withLock } from '../infrastructure/cache.ts';
import { killGroup } from '../infrastructure/child.ts';
import type { Say } from '../infrastructure/say.ts';
import { identityOf } from './process-identity.ts';

const KnownProcess = z.object({ name: z.string(), pid: z.int().positive(), identity: z.string() });
type KnownProcess = z.infer<typeof KnownProcess>;
const Content = z.object({ launcher: KnownProcess, processes: z.array(KnownProcess) });

const GRACE_MS = 10_000;

/** `<dataDir>/processes.json`: who runs on this data, for the next start should this one end without stopping them. */
export interface ProcessFile {
  set(name: string, pid: number | undefined): void;
  remove(): void;
}

/**
 * Takes the data folder for this process. Ends what an earlier, killed launcher left running there; `ConfigError` when
 * another launcher still runs on it.
 */
export async function openProcessFile(dataDir: string, say: Say): Promise<ProcessFile> {
  makeFolder(dataDir);
  return withLock(join(dataDir, 'processes.lock'), () => takeOver(dataDir, say));
}

function makeFolder(dataDir: string): void {
  try {
    // Citizens' data: nobody else on this machine reads them.
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (cause) {
    throw new ConfigError(`DATA_DIR is ${dataDir}, which is no folder one can write to: name another.`, { cause });
  }
}

async function takeOver(dataDir: string, say: Say): Promise<ProcessFile> {
  const file = join(dataDir, 'processes.json');
  const before = read(file);
  if (before && isRunning(before.launcher)) {
    throw new ConfigError(
      `${dataDir} is in use by the system that process ${before.launcher.pid} runs: stop that one, or set DATA_DIR to another folder.`,
    );
  }
  for (const left of before?.processes.reverse() ?? []) await end(left, say);
  const launcher = known('launcher', process.pid);
  const processes = new Map<string, KnownProcess>();
  const write = () => {
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, JSON.stringify({ launcher, processes: [...processes.values()] }, null, 2) + '\n');
    renameSync(unfinished, file);
  };
  write();
  return {
    set(name, pid) {
      if (pid === undefined) processes.delete(name);
      else processes.set(name, known(name, pid));
      write();
    },
    remove: () => rmSync(file, { force: true }),
  };
}

function known(name: string, pid: number): KnownProcess {
  return { name, pid, identity: identityOf(pid) ?? 'ended' };
}

function isRunning({ pid, identity }: KnownProcess): boolean {
  return identityOf(pid) === identity;
}

async function end(left: KnownProcess, say: Say): Promise<void> {
  if (!isRunning(left)) return;
  say(`${left.name} (process ${left.pid}) was left running by a launcher that was killed, and is ended.`);
  killGroup(left.pid, 'SIGTERM');
  const deadline = performance.now() + GRACE_MS;
  while (isRunning(left)) {
    if (performance.now() > deadline) killGroup(left.pid, 'SIGKILL');
    await pause(50);
  }
}

/** A file that cannot be read tells nothing: the ports will show whether anything is left. */
function read(file: string): z.infer<typeof Content> | undefined {
  try {
    return Content.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
