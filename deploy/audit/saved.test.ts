import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StreamConfig } from '@nats-io/jetstream';
import { createAnchors, openAudit } from '@serviceportal/shared/audit';
import type { AuditEntry, ServiceName } from '@serviceportal/shared/contracts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { createLogger } from '@serviceportal/shared/telemetry';
import { Temporal } from '@serviceportal/shared/time';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRealm, type Realm } from '../../test/support/realm.ts';
import { openOperator, type Operator } from '../rebuild/operator.ts';
import { listEntries } from './list-entries.ts';
import { saveAudit } from './save-audit.ts';
import { verifyAudit } from './verify-audit.ts';

const life = createLifecycle();
const logger = createLogger({ service: 'test', level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'saved-'));
let realm: Realm;
let operator: Operator;
let config: StreamConfig;
let said: string[];
let file: string;
let files = 0;
const say = (line: string) => void said.push(line);

beforeAll(async () => {
  realm = await openRealm();
  const seedFile = `${realm.dataDir}/nats/keys/provisioner.seed`;
  operator = await openOperator({ natsUrl: realm.nats.url, seedFile, mongodbUrl: realm.database.url }, life);
  ({ config } = await realm.jsm.streams.info('AUDIT'));
}, 60_000);
afterAll(async () => {
  await life.close();
  await realm?.close();
  rmSync(folder, { recursive: true });
});
/** Each test begins with a log of its own: three records, and the anchor over two of them. */
beforeEach(async () => {
  said = [];
  file = join(folder, `audit-${++files}.jsonl`);
  await beginAnew();
  await write('tickets', ['A', 'B']);
  await anchor();
  await write('notify', ['A']);
});

/** As when NATS is started with an empty store and provisioned. */
async function beginAnew(): Promise<void> {
  await realm.jsm.streams.delete('AUDIT');
  await realm.jsm.streams.add(config);
}

async function write(service: ServiceName, ids: string[]): Promise<void> {
  const process = createLifecycle();
  const audit = openAudit((await realm.log(service)).records('AUDIT'), { service, logger }, process);
  for (const id of ids) await audit.read(entry(service, id));
  await process.close();
}

function entry(service: string, id: string): AuditEntry {
  const at = '2026-11-23T09:00:00.000Z';
  return { actor: { type: 'agent', id: 'anna' }, action: `${service}.show-ticket`, of: [{ kind: 'ticket', id }], at };
}

async function anchor() {
  return (await createAnchors((await realm.log('directory')).records('AUDIT'), logger).add())!;
}

const save = (into = file) => saveAudit(into, operator, say);
const linesOf = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const sequencesIn = (path: string) => linesOf(path).map((line) => (JSON.parse(line) as { sequence: number }).sequence);

function verify(saved: string[], logged?: { number: number; hash: string }): Promise<boolean> {
  const wanted = { does: 'verify' as const, saved, ...(logged && { anchor: logged }) };
  return verifyAudit(wanted, operator, Temporal.Now.instant(), say);
}

/** What is found of a ticket, without how many there are. */
async function found(id: string, saved: string[]): Promise<string[]> {
  said = [];
  await listEntries({ does: 'list', saved, whose: { kind: 'ticket', id } }, operator, say);
  return said.slice(0, -1).map((line) => line.split('  ')[2]!);
}

describe('saving', () => {
  it('writes every message as it is stored, for nobody else to read', async () => {
    await save();
    expect(sequencesIn(file)).toEqual([1, 2, 3, 4]);
    for (const line of linesOf(file)) {
      const { subject, sequence, message } = JSON.parse(line) as { subject: string; sequence: number; message: string };
      const stored = (await realm.jsm.streams.getMessage('AUDIT', { seq: sequence }))!;
      expect([subject, message]).toEqual([stored.subject, stored.string()]);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(said).toEqual([expect.stringMatching(/^4 messages saved, from \S+Z to \S+Z[.]$/)]);
  });

  it('appends what is new, and nothing else', async () => {
    await save();
    const before = readFileSync(file, 'utf8');
    await save();
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(said.at(-1)).toMatch(/^Nothing new since /);
    await write('tickets', ['C']);
    await save();
    expect(readFileSync(file, 'utf8').startsWith(before)).toBe(true);
    expect(sequencesIn(file)).toEqual([1, 2, 3, 4, 5]);
    expect(said.at(-1)).toMatch(/^1 message saved, /);
  });

  it.each([
    ['in its first line', 20],
    ['behind whole lines', 0],
  ])('goes on where a kill left a line unfinished %s', async (_where, left) => {
    await save();
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, left > 0 ? whole.slice(0, left) : whole.slice(0, -30));
    if (left === 0) expect(await found('A', [file])).toHaveLength(2);
    await save();
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });

  it('goes on behind what is more than one write', async () => {
    const large = 'x'.repeat(400_000);
    for (let n = 0; n < 6; n++) await realm.jsm.jetstream().publish('audit.tickets.large', `"${n}${large}"`);
    await save();
    expect(statSync(file).size).toBeGreaterThan(2_400_000);
    await write('tickets', ['C']);
    await save();
    expect(sequencesIn(file)).toEqual(Array.from({ length: 11 }, (_, n) => n + 1));
  });

  it('keeps what is no text byte by byte', async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0x0a, 0xfe);
    await realm.jsm.jetstream().publish('audit.tickets.odd', bytes);
    await save();
    await save();
    expect(JSON.parse(linesOf(file).at(-1)!)).toMatchObject({ message: '/wAK/g==', encoding: 'base64' });
    expect(said.at(-1)).toMatch(/^Nothing new/);
  });

  it.each([
    ['is shorter than the file', []],
    ['has grown past the file', ['X', 'Y', 'Z', 'U', 'V']],
  ])('refuses a file of an earlier log where the new one %s', async (_what, ids) => {
    await save();
    const before = readFileSync(file);
    await beginAnew();
    await write('tickets', ids);
    await expect(save()).rejects.toThrow(/ends with message 4 .*begun anew since.* save into a new one/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['other lines', '{"name": "serviceportal"}\n'],
    ['no whole line', 'Erika'],
  ])('refuses a file with %s, and leaves it as it is', async (_what, content) => {
    writeFileSync(file, content);
    await expect(save()).rejects.toThrow('does not end as a file that npm run audit save wrote');
    expect(readFileSync(file, 'utf8')).toBe(content);
  });

  it('says where it cannot write, and makes no file where there is no log', async () => {
    await expect(save(join(folder, 'nowhere', 'a.jsonl'))).rejects.toThrow('cannot be written (ENOENT)');
    await realm.jsm.streams.delete('AUDIT');
    await expect(save()).rejects.toThrow('there is no audit log on this server');
    expect(existsSync(file)).toBe(false);
    await expect(verify([file])).rejects.toThrow('cannot be read (ENOENT)');
    await realm.jsm.streams.add(config);
  });
});

describe('after the log was begun anew', () => {
  it('an inquiry finds the old entries in the file, before the new ones', async () => {
    await save();
    await beginAnew();
    await write('call-intake', ['A']);
    // Without the file nothing tells of them.
    expect(await found('A', [])).toEqual(['call-intake.show-ticket']);
    expect(await found('A', [file])).toEqual(['tickets.show-ticket', 'notify.show-ticket', 'call-intake.show-ticket']);
  });

  it('the chains of both are verified, and it is said from when each is', async () => {
    const first = await anchor();
    const second = await anchor();
    await save();
    await beginAnew();
    await write('tickets', ['C']);
    await anchor();
    expect(await verify([file], second)).toBe(true);
    expect(said.filter((line) => /^Of | in all, /.test(line))).toEqual([
      expect.stringMatching(/^Of an audit log that is no longer on this server, from audit-\d+[.]jsonl:$/),
      expect.stringMatching(/^6 messages in all, from \S+Z to \S+Z[.]$/),
      'Of the audit log of this server:',
      expect.stringMatching(/^2 messages in all, from \S+Z to \S+Z[.]$/),
    ]);
    expect(said.filter((line) => line.startsWith('tickets.'))).toHaveLength(2);
    expect(await verify([file], { ...second, hash: first.hash })).toBe(false);
  });

  it('several files of several logs are read, in any order', async () => {
    await save();
    const copy = join(folder, `copy-${files}.jsonl`);
    copyFileSync(file, copy);
    await beginAnew();
    await write('tickets', ['A']);
    const later = join(folder, `later-${files}.jsonl`);
    await save(later);
    await beginAnew();
    expect(await found('A', [later, copy, file])).toEqual([
      'tickets.show-ticket',
      'notify.show-ticket',
      'tickets.show-ticket',
    ]);
    said = [];
    expect(await verify([later, copy, file])).toBe(true);
    expect(said.filter((line) => line.endsWith(':'))).toEqual([
      expect.stringMatching(/from (copy|audit)-\d+[.]jsonl with (audit|copy)-\d+[.]jsonl:$/),
      expect.stringMatching(/from later-\d+[.]jsonl:$/),
      'Of the audit log of this server:',
    ]);
    expect(said.find((line) => line.endsWith('No message.'))).toBeDefined();
  });
});

describe('with the log there still', () => {
  it('what file and log both hold counts once', async () => {
    await save();
    await write('tickets', ['A']);
    expect(await found('A', [file, file])).toHaveLength(3);
    said = [];
    expect(await verify([file])).toBe(true);
    expect(said[0]).toMatch(/^Of the audit log of this server with audit-\d+[.]jsonl:$/);
    expect(said.find((line) => line.includes(' in all, '))).toMatch(/^5 messages/);
  });
});

/** Each with the file of a log that is gone, and of one that is there still. */
describe.each([
  ['a log that is gone', true],
  ['the log that is there', false],
])('a file of %s that was tampered with', (_which, isGone) => {
  it.each<[string, (lines: string[]) => string[], RegExp]>([
    [
      'a changed entry',
      ([first, ...others]) => [first!.replace('anna', 'otto'), ...others],
      isGone
        ? /BROKEN: message 1 [(]sequence 1[)] is not what its hash says$/
        : /^BROKEN: sequence 1 is not the same in/,
    ],
    [
      'a line that was taken out',
      (lines) => lines.toSpliced(1, 1),
      /^BROKEN: .*line 2 is sequence 3, where 2 belongs$/,
    ],
    ['a line that is none', (lines) => lines.with(1, '{}'), /^BROKEN: .*line 2 is none of a saved audit log$/],
  ])('is found: %s', async (_what, tamper, fault) => {
    await save();
    if (isGone) await beginAnew();
    expect(await verify([file])).toBe(true);
    said = [];
    writeFileSync(
      file,
      tamper(linesOf(file))
        .map((line) => `${line}\n`)
        .join(''),
    );
    expect(await verify([file])).toBe(false);
    expect(said).toContainEqual(expect.stringMatching(fault));
    expect(said.at(-1)).toBe('The audit log is BROKEN.');
  });

  it('still answers an inquiry, and says that some cannot be read', async () => {
    await save();
    if (isGone) await beginAnew();
    appendFileSync(file, 'rubbish\n');
    expect(await found('B', [file])).toContain('tickets.show-ticket');
    expect(said.at(-1)).toBe('1 message is missing or cannot be read: npm run audit verify.');
  });
});
