import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { followLog, putLargeLogAside } from './log-tail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-tail-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a followed log', () => {
  it('gives each new line once, whole, and nothing of before', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, 'before\n');
    const lines: string[] = [];
    const tail = followLog(file, (line) => lines.push(line));
    const bytes = Buffer.from('Rückruf fällig\nzweite');
    appendFileSync(file, bytes.subarray(0, 2)); // in the middle of ü
    tail.flush();
    appendFileSync(file, bytes.subarray(2));
    tail.flush();
    expect(lines).toEqual(['Rückruf fällig']);
    appendFileSync(file, ` Zeile\n${'x'.repeat(200_000)}\n`);
    tail.stop();
    expect(lines.slice(1)).toEqual(['zweite Zeile', 'x'.repeat(200_000)]);
  });

  it('is put aside when it has grown large', () => {
    const file = join(folder, 'a.log');
    writeFileSync(file, 'small');
    putLargeLogAside(file);
    expect(existsSync(`${file}.1`)).toBe(false);
    writeFileSync(file, Buffer.alloc(21 * 1024 * 1024));
    putLargeLogAside(file);
    expect(existsSync(`${file}.1`)).toBe(true);
    putLargeLogAside(file);
  });
});
