import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { readLogs } from './read-logs.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'erase-again-test-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (service: string, msg: string, fields: object) =>
  `${JSON.stringify({ time: '2026-11-23T09:00:00.000Z', service, ...fields, msg })}\n`;
const tickets = (...ids: string[]) =>
  ids.map((ticketId) => line('tickets', 'ticket erased', { why: 'asked', ticketId })).join('');
const calls = line('call-intake', 'call erased', { why: 'asked', callId: 'c-1' });
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const read = (...paths: string[]) =>
  readLogs(paths, undefined, (...words: unknown[]) => void said.push(words.join(' ')));

it('finds what is in all files of a folder, packed ones too, and says how far back they go', async () => {
  put('tickets.log', tickets('A', 'B'));
  put('tickets.log.2026-11-22', tickets('C').trimEnd());
  put('tickets.log.2026-11-01.gz', gzipSync(tickets('D')));
  put('call-intake.log', calls);
  put('nats.log', '[17] 2026/11/23 10:00:00 [INF] Server is ready\n');
  mkdirSync(join(folder, 'older'));
  const { asked, isWhole } = await read(folder);
  expect(asked.map(({ id }) => id).sort()).toEqual(['A', 'B', 'C', 'D', 'c-1']);
  expect(isWhole).toBe(true);
  expect(said).toEqual([
    '5 files, 6 lines, written from 2026-11-23T09:00:00.000Z to 2026-11-23T09:00:00.000Z; ' +
      '1 line of other programs skipped, as they are no JSON.',
    'Erased because somebody asked for it: 1 call, 4 tickets. Consents taken back: 0.',
  ]);
});

it('reads a large file whole, and letters that fall between two pieces', async () => {
  const filler = Array.from({ length: 2_000 }, () => line('tickets', 'größer', { padding: 'ü'.repeat(50) }));
  put('all.log', calls + filler.join('') + tickets('A'));
  const { asked } = await read(join(folder, 'all.log'));
  expect(asked).toHaveLength(2);
  expect(said[0]).toContain('2002 lines');
  expect(said[0]).not.toContain('skipped');
});

it('says so where a line does not name what was erased', async () => {
  put('all.log', calls + tickets('A') + line('tickets', 'ticket erased', { why: 'asked' }));
  expect(await read(folder)).toMatchObject({ isWhole: false, asked: [{ id: 'c-1' }, { id: 'A' }] });
  expect(said[2]).toMatch(/^NOT understood: 1 line /);
});

it.each<[string, () => void, RegExp]>([
  ['nothing is there', () => rmSync(folder, { recursive: true }), /^There is no file or folder .*: name the log files/],
  ['a service is missing', () => put('tickets.log', tickets('A')), /has no line of call-intake: name the log files of/],
  ['the folder is another', () => put('nats.log', 'ready\n'), /has no line of tickets and call-intake: /],
  [
    'a packed file is cut off',
    () => put('tickets.log.gz', gzipSync(tickets('A', 'B')).subarray(0, 40)),
    /cannot be read to its end \(Z_BUF_ERROR\)[.]$/,
  ],
])('refuses where %s', async (_what, prepare, sentence) => {
  prepare();
  await expect(read(folder)).rejects.toThrow(sentence);
});
