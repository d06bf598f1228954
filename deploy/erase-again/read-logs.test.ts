import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { readLogs } from './read-logs.ts';

let folder: string;
let said: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'erase-again-test-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const AT = '2026-11-23T09:00:00.000Z';
const line = (service: string, msg: string, fields: object) =>
  `${JSON.stringify({ time: AT, service, ...fields, msg })}\n`;
const tickets = (...ids: string[]) =>
  ids.map((ticketId) => line('tickets', 'ticket erased', { why: 'asked', ticketId })).join('');
const calls = line('call-intake', 'call erased', { why: 'asked', callId: 'c-1' });
const notify = line('notify', 'service is up', {});
const put = (name: string, content: string | Buffer) => writeFileSync(join(folder, name), content);
const say = (...words: unknown[]) => void said.push(words.join(' '));
const read = (...paths: string[]) => readLogs(paths, undefined, say);
const readSince = (time: string) => readLogs([folder], Temporal.Instant.from(time), say);

it('finds what is in all files of a folder and below it, packed ones too, and says how far back they go', async () => {
  put('tickets.log', tickets('A', 'B'));
  put('tickets.log.2026-11-22', tickets('C').trimEnd());
  put('tickets.log.2026-11-01.gz', gzipSync(tickets('D')));
  put('call-intake.log', calls);
  put('nats.log', '[17] 2026/11/23 10:00:00 [INF] Server is ready\n');
  mkdirSync(join(folder, 'older', 'october'), { recursive: true });
  put('older/october/tickets.log', tickets('E'));
  put('older/notify.log', notify);
  symlinkSync(folder, join(folder, 'older', 'again'));
  symlinkSync(join(folder, 'tickets.log'), join(folder, 'older', 'tickets.log'));
  const { asked, isWhole, isLongEnough } = await read(folder);
  expect(asked.map(({ id }) => id).sort()).toEqual(['A', 'B', 'C', 'D', 'E', 'c-1']);
  expect({ isWhole, isLongEnough }).toEqual({ isWhole: true, isLongEnough: true });
  expect(said).toEqual([
    '8 files, 10 lines; 1 line of other programs skipped, as they are no JSON.',
    `Lines of call-intake from ${AT} to ${AT}; of tickets from ${AT} to ${AT}; of notify from ${AT} to ${AT}.`,
    'Erased because somebody asked for it: 1 call, 5 tickets. Consents taken back: 0.',
  ]);
});

describe('logs that are to go back to a backup', () => {
  it.each(['2026-11-23T09:00:00Z', '2026-11-24T00:00:00Z'])('of %s and do, are long enough', async (since) => {
    put('all.log', calls + tickets('A') + notify);
    expect(await readSince(since)).toMatchObject({ isLongEnough: true });
    expect(said.join()).not.toContain('INCOMPLETE');
  });

  it.each([
    ['call-intake', calls],
    ['tickets', tickets('A')],
    ['notify', notify],
  ])('and where only %s begins later are not', async (service, own) => {
    const rest = [calls, tickets('A'), notify].filter((each) => each !== own).join('');
    put('all.log', rest.replaceAll(AT, '2026-11-22T09:00:00.000Z') + own);
    expect(await readSince('2026-11-23T08:59:59Z')).toMatchObject({ isLongEnough: false });
    expect(said.at(-1)).toBe(
      'INCOMPLETE: these logs do not say all that was erased since the backup of 2026-11-23T08:59:59Z: ' +
        `${service} begins at ${AT}. Name the folder where the older ones are kept too.`,
    );
  });

  it('are not where a service is missing, whatever the time', async () => {
    put('all.log', tickets('A'));
    expect(await read(folder)).toMatchObject({ isLongEnough: false, asked: [{ id: 'A' }] });
    expect(said.at(-1)).toMatch(/^INCOMPLETE: .* since the backup: call-intake has no line, notify has no line[.]/);
  });

  it('tell what was erased from an hour before: the backup may be without it still', async () => {
    put('all.log', calls + tickets('A') + notify);
    expect((await readSince('2026-11-23T10:00:00Z')).asked).toHaveLength(2);
    expect((await readSince('2026-11-23T10:00:01Z')).asked).toEqual([]);
  });
});

it('reads a large file whole, and letters that fall between two pieces', async () => {
  const filler = Array.from({ length: 2_000 }, () => line('tickets', 'größer', { padding: 'ü'.repeat(50) }));
  put('all.log', calls + filler.join('') + tickets('A') + notify);
  const { asked } = await read(join(folder, 'all.log'));
  expect(asked).toHaveLength(2);
  expect(said[0]).toContain('2003 lines');
  expect(said[0]).not.toContain('skipped');
});

it('says so where a line does not name what was erased', async () => {
  put('all.log', calls + notify + tickets('A') + line('tickets', 'ticket erased', { why: 'asked' }));
  expect(await read(folder)).toMatchObject({ isWhole: false, asked: [{ id: 'c-1' }, { id: 'A' }] });
  expect(said[3]).toMatch(/^NOT understood: 1 line /);
});

it.each<[string, () => void, RegExp]>([
  ['nothing is there', () => rmSync(folder, { recursive: true }), /^There is no file or folder .*: name the log files/],
  ['the folder is another', () => put('nats.log', 'ready\n'), /has no line of call-intake, tickets, notify: name the/],
  [
    'a packed file is cut off',
    () => put('tickets.log.gz', gzipSync(tickets('A', 'B')).subarray(0, 40)),
    /cannot be read to its end \(Z_BUF_ERROR\)[.]$/,
  ],
])('refuses where %s', async (_what, prepare, sentence) => {
  prepare();
  await expect(read(folder)).rejects.toThrow(sentence);
});
