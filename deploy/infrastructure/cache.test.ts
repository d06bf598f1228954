import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from './cache.ts';
import { run } from './executable.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a lock', () => {
  it('lets one at a time work, and leaves nothing behind', async () => {
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setImmediate(resolve));
      working--;
    };
    await Promise.all([1, 2, 3, 4].map(() => withLock(join(folder, 'a.lock'), work)));
    expect(most).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a process that died is taken over', async () => {
    const pid = (await run(process.execPath, ['-p', 'process.pid'])).trim();
    await writeFile(join(folder, 'a.lock'), pid);
    expect(await withLock(join(folder, 'a.lock'), () => Promise.resolve('done'))).toBe('done');
  });

  it('is given back when the work fails', async () => {
    const failing = withLock(join(folder, 'a.lock'), () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(folder)).toEqual([]);
  });
});
