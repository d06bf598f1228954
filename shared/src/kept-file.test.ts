import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepOnce } from './kept-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-file-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a file that is made once', () => {
  it('is its owner’s alone, with its folder, and leaves nothing beside it', () => {
    const file = join(folder, 'keys', 'pin.key');
    keepOnce(file, () => 'secret');
    expect(readFileSync(file, 'utf8')).toBe('secret');
    expect([file, join(folder, 'keys')].map((path) => statSync(path).mode & 0o777)).toEqual([0o600, 0o700]);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['pin.key']);
  });

  it('stays what it was first, whoever comes later or at the same time', () => {
    const file = join(folder, 'pin.key');
    keepOnce(file, () => {
      keepOnce(file, () => 'the quicker one');
      return 'the slower one';
    });
    keepOnce(file, () => 'the late one');
    expect(readFileSync(file, 'utf8')).toBe('the quicker one');
  });

  it('is not there at all when what it should hold cannot be made', () => {
    const file = join(folder, 'pin.key');
    const make = () => {
      throw new Error('no random numbers');
    };
    expect(() => keepOnce(file, make)).toThrow('no random numbers');
    expect(readdirSync(folder)).toEqual([]);
  });
});
