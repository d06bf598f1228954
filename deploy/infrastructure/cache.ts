import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { systemErrorCode } from '@serviceportal/shared/system-error';

/** Where fetched programs stay, shared by all systems started from this checkout; git ignores it. */
export const cacheDir = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache');

/** Runs `work` while no other process runs work under the same lock file. A lock whose holder died is taken over. */
export async function withLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true });
  while (!(await take(lockFile))) await pause(100);
  try {
    return await work();
  } finally {
    await rm(lockFile, { force: true });
  }
}

async function take(lockFile: string): Promise<boolean> {
  const own = `${lockFile}.${process.pid}.${crypto.randomUUID()}`;
  await writeFile(own, String(process.pid));
  try {
    // Unlike writing, linking is one step: whoever finds the lock finds its holder in it.
    await link(own, lockFile);
    return true;
  } catch (cause) {
    if (systemErrorCode(cause) !== 'EEXIST') throw cause;
    await dropIfHolderDied(lockFile);
    return false;
  } finally {
    await rm(own, { force: true });
  }
}

async function dropIfHolderDied(lockFile: string): Promise<void> {
  const holder = Number(await readFile(lockFile, 'utf8').catch(() => process.pid));
  if (isAlive(holder)) return;
  const aside = `${lockFile}.${crypto.randomUUID()}.stale`;
  await rename(lockFile, aside).catch(() => undefined);
  const moved = Number(await readFile(aside, 'utf8').catch(() => holder));
  // Another process may have been quicker and hold the lock by now: give it back.
  if (moved !== holder) await link(aside, lockFile).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return systemErrorCode(cause) === 'EPERM';
  }
}
