import { spawn } from 'node:child_process';
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, isExecutable, run } from './executable.ts';
import type { Say } from './say.ts';
import { findVersion, isAtLeast, showVersion, type Version } from './version.ts';

export const MONGODB_MINIMUM: Version = [6, 0, 0];
const NO_PROGRESS_MS = 5_000;
const TRY_AGAIN_AFTER_MS = 24 * 60 * 60 * 1000;

export interface Mongod {
  binary: string;
  description: string;
}

/** A mongod on PATH that is new enough; one that is too old is named and passed over. */
export async function findMongodOnPath(path: string | undefined, say: Say): Promise<Mongod | undefined> {
  const binary = await findOnPath('mongod', path);
  if (!binary) return undefined;
  const version = findVersion(await run(binary, ['--version']).catch(() => ''));
  if (version && isAtLeast(version, MONGODB_MINIMUM)) {
    return { binary, description: `mongod ${showVersion(version)} from PATH (${binary})` };
  }
  const found = version ? showVersion(version) : 'of unknown version';
  say(`mongod ${found} on PATH (${binary}) is older than ${showVersion(MONGODB_MINIMUM)} and passed over.`);
  return undefined;
}

/** The official mongod, fetched once; nothing when it cannot be had here (not tried again for a day). */
export async function fetchMongod(folder: string, say: Say): Promise<Mongod | undefined> {
  await mkdir(folder, { recursive: true });
  const noted = join(folder, 'binary-path');
  const known = (await readFile(noted, 'utf8').catch(() => '')).trim();
  if (known && (await isExecutable(known))) return official(known);
  const failedNote = join(folder, 'could-not-be-fetched');
  if (await isRecent(failedNote)) return undefined;
  say('The official mongod is fetched (about 100 MB, once).');
  const binary = await download(folder);
  if (!binary) {
    await writeFile(failedNote, 'Delete this file to have it tried again.\n');
    return undefined;
  }
  await writeFile(noted, binary);
  return official(binary);
}

function official(binary: string): Mongod {
  return { binary, description: `the official mongod (${binary})` };
}

async function isRecent(file: string): Promise<boolean> {
  const note = await stat(file).catch(() => undefined);
  return note !== undefined && note.mtimeMs > Date.now() - TRY_AGAIN_AFTER_MS;
}

/** Downloads in a process of its own, which can be ended: it is, as soon as no byte has arrived for 5 s. */
async function download(folder: string): Promise<string | undefined> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'mongod-download.ts'), folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  let seen = -1;
  const watch = setInterval(() => {
    void sizeOf(folder).then((size) => {
      if (size === seen) child.kill('SIGKILL');
      seen = size;
    });
  }, NO_PROGRESS_MS);
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once('error', () => resolve(null));
      child.once('close', resolve);
    });
    return code === 0 ? printed.trim() || undefined : undefined;
  } finally {
    clearInterval(watch);
  }
}

async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  for (const name of await readdir(folder).catch(() => []))
    size += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  return size;
}
