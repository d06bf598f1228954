import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createUser } from '@nats-io/nkeys';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import {
  findGuest,
  guestsNamed,
  isNew,
  readRegistry,
  type Registry,
  withGuest,
  withoutGuest,
  writeRegistry,
} from './registry.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const NOBODY: Registry = { guests: [], removed: [] };
const department = (id: string, consumer?: string) =>
  ({ kind: 'department', id, ...(consumer && { consumer }) }) as const;
const keyed = (name: ReturnType<typeof department>) => ({ ...name, key: createUser().getPublicKey() });

describe('the registry', () => {
  it('knows each program apart, and gives a known one its new key', () => {
    const [first, second, again] = [
      keyed(department('asyl')),
      keyed(department('asyl', 'archiv')),
      keyed(department('asyl')),
    ];
    const registry = [first, second, again].reduce(withGuest, NOBODY);
    expect(registry.guests).toHaveLength(2);
    expect(findGuest(registry, department('asyl'))).toEqual(again);
    expect(findGuest(registry, department('asyl', 'archiv'))).toEqual(second);
    expect(findGuest(registry, { kind: 'frontend', id: 'asyl' })).toBeUndefined();
  });

  it('takes a department with all its programs, or one program alone', () => {
    const registry = [department('asyl'), department('asyl', 'archiv'), department('bau')]
      .map(keyed)
      .reduce(withGuest, NOBODY);
    expect(guestsNamed(registry, department('asyl'))).toHaveLength(2);
    expect(withoutGuest(registry, department('asyl', 'archiv'))).toMatchObject({
      guests: [department('asyl'), department('bau')],
      removed: [],
    });
    expect(withoutGuest(registry, department('asyl'))).toMatchObject({
      guests: [department('bau')],
      removed: [department('asyl')],
    });
  });

  it('lets nobody who was removed come back by themselves, but by being added', () => {
    const removed = withoutGuest(withGuest(NOBODY, keyed(department('asyl'))), department('asyl'));
    expect([isNew(NOBODY, department('asyl')), isNew(removed, department('asyl'))]).toEqual([true, false]);
    expect(withGuest(removed, keyed(department('asyl', 'archiv'))).removed).toEqual([department('asyl')]);
    expect(withGuest(removed, keyed(department('asyl'))).removed).toEqual([]);
  });

  it('is read as it was written, by its owner alone, and refused where it is damaged', async () => {
    const file = join(folder, 'accounts.json');
    expect(readRegistry(file)).toBeUndefined();
    const registry = withGuest(NOBODY, keyed(department('asyl')));
    writeRegistry(file, registry);
    expect(readRegistry(file)).toEqual(registry);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    for (const text of ['{"guests":', '{"guests":[{"kind":"department","id":"a b","key":"x"}],"removed":[]}']) {
      await writeFile(file, text);
      expect(() => readRegistry(file)).toThrow(ConfigError);
    }
  });
});
