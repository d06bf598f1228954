import { appendFileSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
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
    expect(readdirSync(folder)).toEqual(['a.log']);
    writeFileSync(file, Buffer.alloc(21 * 1024 * 1024));
    putLargeLogAside(file, Temporal.Instant.from('2026-11-23T09:00:00.5Z'));
    expect(readdirSync(folder)).toEqual(['a.log.2026-11-23T090000Z']);
    putLargeLogAside(file);
  });

  it('stays there as long as backups are kept, and other files for ever', () => {
    const now = Temporal.Instant.from('2026-11-23T09:00:00Z');
    const put = (name: string, daysAgo: number) => {
      writeFileSync(join(folder, name), '');
      const at = now.subtract({ hours: 24 * daysAgo }).epochMilliseconds / 1_000;
      utimesSync(join(folder, name), at, at);
    };
    put('a.log', 40);
    put('a.log.2026-10-22T090000Z', 32);
    put('a.log.2026-10-24T090000Z', 30);
    put('a.log.old', 40);
    put('b.log.2026-10-14T090000Z', 40);
    putLargeLogAside(join(folder, 'a.log'), now);
    const left = ['a.log', 'a.log.2026-10-24T090000Z', 'a.log.old', 'b.log.2026-10-14T090000Z'];
    expect(readdirSync(folder).sort()).toEqual(left);
  });
});
