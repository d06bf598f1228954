import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { cacheDir as sharedCache, withLock } from './cache.ts';
import { fetchChecked } from './download.ts';
import { findOnPath, isExecutable, run } from './executable.ts';
import type { Say } from './say.ts';
import { findVersion, isAtLeast, showVersion, type Version } from './version.ts';

/** Older servers lack scheduled messages with cancel and have permission faults. */
export const NATS_MINIMUM: Version = [2, 14, 3];
export const NATS_PINNED = 'v2.15.2';
const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';
const OTHERWISE = 'set NATS_URL to use a running one';

export interface NatsSearch {
  say: Say;
  cacheDir?: string;
  /** Folders to look in, like PATH. */
  path?: string;
  /** Where releases lie, each in a folder named after its tag. */
  releases?: string;
}

/**
 * The path of a nats-server that is new enough: from PATH, else fetched or built once into the cache. Says in one line
 * what it took. `ConfigError` when none can be had.
 */
export async function findNatsServer(search: NatsSearch): Promise<string> {
  const { say, cacheDir = sharedCache, path, releases = RELEASES } = search;
  const onPath = await takeFromPath(path, say);
  if (onPath) return onPath;
  const cached = join(cacheDir, 'nats-server', NATS_PINNED, 'nats-server');
  await withLock(join(cacheDir, 'nats-server.lock'), async () => {
    if (await isExecutable(cached)) say(`nats-server ${NATS_PINNED} from the cache; ${OTHERWISE}.`);
    else await obtain(cached, releases, path, say);
  });
  return cached;
}

async function takeFromPath(path: string | undefined, say: Say): Promise<string | undefined> {
  const binary = await findOnPath('nats-server', path);
  if (!binary) return undefined;
  const version = findVersion(await run(binary, ['--version']).catch(() => ''));
  if (version && isAtLeast(version, NATS_MINIMUM)) {
    say(`nats-server ${showVersion(version)} from PATH (${binary}); ${OTHERWISE}.`);
    return binary;
  }
  const found = version ? showVersion(version) : 'of unknown version';
  say(`nats-server ${found} on PATH (${binary}) is older than ${showVersion(NATS_MINIMUM)} and passed over.`);
  return undefined;
}

async function obtain(target: string, releases: string, path: string | undefined, say: Say): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  try {
    await downloadRelease(target, releases);
    return say(`nats-server ${NATS_PINNED}, the official release, fetched once into the cache; ${OTHERWISE}.`);
  } catch (cause) {
    const go = await findOnPath('go', path);
    if (!go) throw noneFound(cause);
    say(
      `nats-server ${NATS_PINNED} is built with Go, as its release cannot be fetched here (once, about 40 s); ${OTHERWISE}.`,
    );
    await build(go, target);
  }
}

function noneFound(cause: unknown): ConfigError {
  const wanted = showVersion(NATS_MINIMUM);
  return new ConfigError(
    `There is no nats-server here: put one from ${wanted} on PATH, or install Go so that it can be built, or ${OTHERWISE}.`,
    { cause },
  );
}

async function downloadRelease(target: string, releases: string): Promise<void> {
  const name = releaseName(process.platform, process.arch);
  const folder = await mkdtemp(join(dirname(target), 'download-'));
  try {
    const archive = join(folder, `${name}.tar.gz`);
    await fetchChecked(`${releases}/${NATS_PINNED}/${name}.tar.gz`, `${releases}/${NATS_PINNED}/SHA256SUMS`, archive);
    await run('tar', ['-xzf', archive, '-C', folder]);
    await chmod(join(folder, name, 'nats-server'), 0o755);
    await rename(join(folder, name, 'nats-server'), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The name of the release's folder and archive, e.g. `nats-server-v2.15.2-linux-amd64`. */
export function releaseName(platform: NodeJS.Platform, arch: string): string {
  const machine = arch === 'x64' ? 'amd64' : arch;
  return `nats-server-${NATS_PINNED}-${platform}-${machine}`;
}

async function build(go: string, target: string): Promise<void> {
  const folder = await mkdtemp(join(dirname(target), 'build-'));
  try {
    await run(go, ['install', `github.com/nats-io/nats-server/v2@${NATS_PINNED}`], {
      env: { GOBIN: folder, CGO_ENABLED: '0' },
    });
    await rename(join(folder, 'nats-server'), target);
  } catch (cause) {
    throw noneFound(cause);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
