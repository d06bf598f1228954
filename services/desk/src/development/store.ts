import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemErrorCode } from '@serviceportal/shared/system-error';
import type { Logger } from '@serviceportal/shared/telemetry';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import { z } from 'zod';

const Kept = z.object({ until: z.number(), payload: z.custom<AdapterPayload>((value) => typeof value === 'object') });
const LONGEST_S = 24 * 3600;

/**
 * What the development provider remembers, a file each (`<model>.<id>.json`), so that replicas share it and a restart
 * finds it. What has ended goes at the next start.
 */
export function openStore(folder: string, logger: Logger): AdapterFactory {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  sweep(folder).catch((cause: unknown) => logger.warn({ err: cause }, 'what has ended could not be removed'));
  return (model) => createAdapter(folder, model);
}

function createAdapter(folder: string, model: string): Adapter {
  return {
    async upsert(id, payload, expiresIn = LONGEST_S) {
      const path = fileOf(folder, model, id);
      if (path === undefined) throw new Error('the id is no name for a file');
      await write(path, { until: Date.now() + expiresIn * 1000, payload });
    },
    find: (id) => find(folder, model, id),
    findByUid: (uid) => findBy(folder, model, (payload) => payload.uid === uid),
    findByUserCode: (userCode) => findBy(folder, model, (payload) => payload.userCode === userCode),
    async consume(id) {
      const path = fileOf(folder, model, id);
      const kept = path === undefined ? undefined : await read(path);
      if (!path || !kept) return;
      await write(path, { ...kept, payload: { ...kept.payload, consumed: Math.floor(Date.now() / 1000) } });
    },
    async destroy(id) {
      const path = fileOf(folder, model, id);
      if (path !== undefined) await rm(path, { force: true });
    },
    async revokeByGrantId(grantId) {
      for (const id of await ids(folder, model)) {
        const path = fileOf(folder, model, id);
        if (path !== undefined && (await read(path))?.payload.grantId === grantId) await rm(path, { force: true });
      }
    },
  };
}

/** Ids come from browsers too: only what the provider itself makes is the name of a file. */
function fileOf(folder: string, model: string, id: string): string | undefined {
  return /^[\w-]{1,128}$/.test(id) ? join(folder, `${model}.${id}.json`) : undefined;
}

async function find(folder: string, model: string, id: string): Promise<AdapterPayload | undefined> {
  const path = fileOf(folder, model, id);
  const kept = path === undefined ? undefined : await read(path);
  return kept && kept.until > Date.now() ? kept.payload : undefined;
}

async function findBy(
  folder: string,
  model: string,
  fits: (payload: AdapterPayload) => boolean,
): Promise<AdapterPayload | undefined> {
  for (const id of await ids(folder, model)) {
    const payload = await find(folder, model, id);
    if (payload && fits(payload)) return payload;
  }
  return undefined;
}

async function ids(folder: string, model: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => name.startsWith(`${model}.`) && name.endsWith('.json'))
    .map((name) => name.slice(model.length + 1, -'.json'.length));
}

async function read(path: string): Promise<z.infer<typeof Kept> | undefined> {
  try {
    return Kept.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/** Whole or not at all: another replica may read at the same time. */
async function write(path: string, kept: z.infer<typeof Kept>): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, JSON.stringify(kept), { mode: 0o600 });
  await rename(unfinished, path);
}

/** Every file is changed for the last time before it ends, at the latest a day after. */
async function sweep(folder: string): Promise<void> {
  const oldest = Date.now() - LONGEST_S * 1000;
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const changed = await stat(path).catch(() => undefined);
    if (changed && changed.mtimeMs < oldest) await rm(path, { force: true });
  }
}
