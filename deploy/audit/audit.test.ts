import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { contactMark, createAnchors, openAudit } from '@serviceportal/shared/audit';
import { type AuditEntry, auditSubject, type ServiceName } from '@serviceportal/shared/contracts';
import { canonicalJson } from '@serviceportal/shared/identity';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { inboxPrefix } from '@serviceportal/shared/log';
import { developmentSecret } from '@serviceportal/shared/secret-text';
import { createLogger } from '@serviceportal/shared/telemetry';
import { Temporal } from '@serviceportal/shared/time';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { openRealm, type Realm } from '../../test/support/realm.ts';
import { provision } from '../nats/index.ts';
import { openOperator, type Operator } from '../rebuild/operator.ts';
import { listEntries } from './list-entries.ts';
import { markedWhose } from './settings.ts';
import { verifyAudit } from './verify-audit.ts';

interface Stored {
  readonly subject: string;
  readonly text: string;
}

const life = createLifecycle();
const logger = createLogger({ service: 'test', level: 'silent' });
let realm: Realm;
let operator: Operator;
/** The log as two services wrote it, anchored after most of it. */
let untouched: Stored[];
let said: string[];
const say = (line: string) => void said.push(line);

beforeAll(async () => {
  realm = await openRealm();
  const seedFile = `${realm.dataDir}/nats/keys/provisioner.seed`;
  operator = await openOperator({ natsUrl: realm.nats.url, seedFile, mongodbUrl: realm.database.url }, life);
  await write('tickets', ['A', 'B', 'C', 'D']);
  await write('notify', ['A', 'E']);
  await anchor();
  await write('call-intake', ['F']);
  untouched = await readAll();
}, 60_000);
afterAll(async () => {
  await life.close();
  await realm?.close();
});
beforeEach(() => {
  said = [];
});

function entry(service: string, id: string, change: Partial<AuditEntry> = {}): AuditEntry {
  const at = '2026-11-23T09:00:00.000Z';
  const of = [{ kind: 'ticket', id }];
  return { actor: { type: 'agent', id: 'anna.agent' }, action: `${service}.show-ticket`, of, at, ...change };
}

/** One record for each id. */
async function write(service: ServiceName, ids: string[], change?: Partial<AuditEntry>): Promise<void> {
  const process = createLifecycle();
  const records = (await realm.log(service)).records('AUDIT');
  const audit = openAudit(records, { service, logger }, process);
  for (const id of ids) await audit.read(entry(service, id, change));
  await process.close();
}

async function anchor() {
  return createAnchors((await realm.log('directory')).records('AUDIT'), logger).add();
}

async function readAll(): Promise<Stored[]> {
  const { state } = await realm.jsm.streams.info('AUDIT');
  const all: Stored[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    const stored = (await realm.jsm.streams.getMessage('AUDIT', { seq }))!;
    all.push({ subject: stored.subject, text: stored.string() });
  }
  return all;
}

/** What somebody can do who has all rights on the server: the stream is made anew, with other content. */
async function replaceBy(messages: readonly Stored[]): Promise<void> {
  await realm.jsm.streams.delete('AUDIT');
  const seedFile = `${realm.dataDir}/nats/keys/provisioner.seed`;
  await provision({ natsUrl: realm.nats.url, seedFile, cityFolder: realm.cityFolder });
  for (const { subject, text } of messages) await realm.jsm.jetstream().publish(subject, text);
}

function verify(now = Temporal.Now.instant(), logged?: { number: number; hash: string }): Promise<boolean> {
  return verifyAudit({ does: 'verify', saved: [], ...(logged && { anchor: logged }) }, operator, now, say);
}

const of = (service: string) => untouched.filter(({ subject }) => subject.startsWith(`audit.${service}.`));
const without = (...gone: Stored[]) => untouched.filter((each) => !gone.includes(each));
const line = (service: string) => said.find((each) => each.startsWith(`${service}.`));

describe('verify', () => {
  it('finds nothing in an untouched log, and says what no anchor covers yet', async () => {
    await replaceBy(untouched);
    expect(await verify()).toBe(true);
    expect(line('tickets')).toMatch(/^tickets[.]tickets-\w+ {2}4 messages 1–4 {2}\S+Z – \S+Z {2}ok$/);
    expect(line('notify')).toMatch(/2 messages 1–2 .* ok$/);
    expect(said.slice(3)).toEqual([
      expect.stringMatching(/^Anchors: 1, the newest 1:[\w-]{43} of /),
      'Not covered by an anchor yet: the last 1 messages of 1 chains.',
      expect.stringMatching(/^8 messages in all, from \S+Z to \S+Z[.]$/),
      'Every chain is whole.',
    ]);
  });

  it.each<[string, () => Stored[], string, RegExp]>([
    [
      'a changed record',
      () =>
        untouched.map((each) =>
          each === of('tickets')[1] ? { ...each, text: each.text.replace('"B"', '"X"') } : each,
        ),
      'tickets',
      /BROKEN: message 2 \(sequence 2\) is not what its hash says$/,
    ],
    [
      'a record removed in the middle',
      () => without(of('tickets')[1]!),
      'tickets',
      /BROKEN: message 3 \(sequence 2\) stands where 2 belongs$/,
    ],
    [
      'a tail that was cut off after the anchor',
      () => without(of('tickets')[3]!),
      'tickets',
      /3 messages 1–3 .* BROKEN: ends at 3, but anchor 1 saw message 4 of /,
    ],
    [
      'a removed writer',
      () => without(...of('notify')),
      'notify',
      /no message {2}BROKEN: is gone, but anchor 1 saw message 2 of /,
    ],
    [
      'a beginning that was cut off',
      () => without(of('tickets')[0]!),
      'tickets',
      /BROKEN: begins at 2, but anchor 1 covers younger/,
    ],
    [
      'a swapped pair',
      () => {
        const [, b, c] = of('tickets') as [Stored, Stored, Stored];
        return untouched.map((each) => (each === b ? c : each === c ? b : each));
      },
      'tickets',
      /BROKEN: message 3 \(sequence 2\) stands where 2 belongs$/,
    ],
    [
      'a record moved to the chain of another',
      () => [...untouched, { subject: of('notify')[0]!.subject, text: of('tickets')[3]!.text }],
      'notify',
      /BROKEN: message 4 .* belongs to the chain of tickets[.]/,
    ],
    [
      'a message that is no record',
      () => [...untouched, { subject: of('notify')[0]!.subject, text: '{}' }],
      'notify',
      /BROKEN: message \(sequence 9\) is none of the audit log$/,
    ],
    [
      'a chain that was written anew, hashes and all',
      () => [...untouched.filter((each) => !of('notify').includes(each)), ...forged(of('notify'))],
      'notify',
      /BROKEN: message 2 .* is another one than anchor 1 says$/,
    ],
  ])('finds %s', async (_what, tampered, service, fault) => {
    await replaceBy(tampered());
    expect(await verify()).toBe(false);
    expect(line(service)).toMatch(fault);
    expect(said.at(-1)).toBe('The audit log is BROKEN.');
    // The others are as they were.
    expect(said.filter((each) => each.includes('BROKEN:'))).toHaveLength(1);
  });

  it('finds anchors that were cut off by the one that was logged', async () => {
    await replaceBy(untouched);
    const logged = (await anchor())!;
    const two = await readAll();
    expect(await verify(undefined, logged)).toBe(true);
    await replaceBy(two.slice(0, -1));
    expect(await verify()).toBe(true);
    expect(await verify(undefined, logged)).toBe(false);
    expect(said.findLast((each) => each.startsWith('Anchors'))).toContain('BROKEN: end before anchor 2');
  });

  it('lets age take the oldest away, and nothing else', async () => {
    await replaceBy(untouched);
    const anchored = (await readAll()).findIndex(({ subject }) => subject === auditSubject('directory.anchors'));
    await write('tickets', ['G']);
    await anchor();
    const all = await readAll();
    // All of the first day and its anchor.
    await replaceBy(all.slice(anchored + 1));
    expect(await verify()).toBe(false);
    expect(await verify(Temporal.Now.instant().add({ hours: 24 * 366 }))).toBe(true);
  });
});

/** The same chain with another content and right hashes, made by whoever has all rights. */
function forged(chain: readonly Stored[]): Stored[] {
  let previous = '';
  return chain.map(({ subject, text }) => {
    const { hash: _, ...record } = JSON.parse(text) as { hash: string; entries: AuditEntry[] };
    const content = { ...record, previous, entries: [{ ...record.entries[0]!, action: 'notify.forged' }] };
    previous = createHash('sha256').update(canonicalJson(content)).digest('base64url');
    return { subject, text: JSON.stringify({ ...content, hash: previous }) };
  });
}

describe('the server', () => {
  it.each<[ServiceName, string]>([
    ['tickets', 'notify'],
    ['notify', 'directory'],
    ['directory', 'tickets'],
  ])('lets %s write no record of %s', async (service, other) => {
    const authenticator = nkeyAuthenticator(readFileSync(realm.env(service)['NATS_SEED_FILE']!));
    const options = { servers: realm.nats.url, authenticator, inboxPrefix: inboxPrefix(service) };
    const connection = await connect(options);
    try {
      const js = jetstream(connection, { timeout: 1_000 });
      await expect(js.publish(`audit.${other}.x`, '{}')).rejects.toThrow(/permission/i);
      expect(await js.publish(`audit.${service}.control`, '{}')).toMatchObject({ stream: 'AUDIT' });
    } finally {
      await connection.close();
    }
  });

  it('lets nobody take anything out, not even the operator', async () => {
    await replaceBy(untouched);
    const jsm = await jetstreamManager(realm.operator);
    await expect(jsm.streams.deleteMessage('AUDIT', 1)).rejects.toThrow();
    await expect(jsm.streams.purge('AUDIT')).rejects.toThrow();
    expect((await jsm.streams.info('AUDIT')).state.messages).toBe(untouched.length);
  });
});

describe('list', () => {
  const inquiry = (wanted: object) => listEntries({ does: 'list', saved: [], ...wanted }, operator, say);

  it('finds whose data it was, in every service', async () => {
    await replaceBy(untouched);
    await inquiry({ whose: { kind: 'ticket', id: 'A' } });
    expect(said).toEqual([
      '2026-11-23T09:00:00.000Z  agent:anna.agent  tickets.show-ticket  ticket:A',
      '2026-11-23T09:00:00.000Z  agent:anna.agent  notify.show-ticket  ticket:A',
      '2 entries.',
    ]);
  });

  it('finds who it was, since when, and says why', async () => {
    const at = '2026-11-24T09:00:00.000Z';
    await write('tickets', ['H'], {
      actor: { type: 'lead', id: 'lea' },
      why: 'complaint',
      at,
      cityAt: '2026-11-30T10:00:00+01:00',
    });
    await inquiry({ who: { kind: 'lead', id: 'lea' } });
    const found = `${at} (in the city 2026-11-30T10:00:00+01:00)  lead:lea  tickets.show-ticket  ticket:H  because complaint`;
    expect(said).toEqual([found, '1 entry.']);
    said = [];
    await inquiry({ since: Temporal.Instant.from('2026-11-24T00:00:00Z') });
    expect(said).toEqual([found, '1 entry.']);
    said = [];
    await inquiry({ who: { kind: 'lead', id: 'lea' }, until: Temporal.Instant.from(at) });
    expect(said).toEqual(['0 entries.']);
  });

  it('puts what writers stored a moment later in the order of time', async () => {
    const actor = { type: 'clerk', id: 'carl' } as const;
    for (const [service, second] of [
      ['tickets', '04.613'],
      ['notify', '04.591'],
      ['call-intake', '04.643'],
    ] as const) {
      await write(service, ['J'], { actor, at: `2026-11-25T09:00:${second}Z` });
    }
    await inquiry({ who: { kind: 'clerk', id: 'carl' } });
    expect(said.map((each) => each.slice(17, 23))).toEqual(['04.591', '04.613', '04.643', '']);
  });

  it('finds a number by the key of the city', async () => {
    const key = readFileSync(`${realm.dataDir}/key`, 'utf8');
    const id = contactMark(key, 'phone', '+492151862164');
    await write('call-intake', ['x'], { of: [{ kind: 'phone', id }] });
    const settings = { DATA_DIR: realm.dataDir, PORT_BASE: 8600, HMAC_KEY_FILE: `${realm.dataDir}/key` };
    await inquiry({ whose: markedWhose({ kind: 'phone', id: '02151 86-2164' }, settings) });
    expect(said.at(-1)).toBe('1 entry.');
    expect(said.join()).not.toContain('2164');
    // A key made for development has a mark before it, which is none of the key.
    const marked = { ...settings, HMAC_KEY_FILE: `${realm.dataDir}/marked-key` };
    writeFileSync(marked.HMAC_KEY_FILE, developmentSecret(key));
    expect(markedWhose({ kind: 'phone', id: '02151 86-2164' }, marked)).toEqual({ kind: 'phone', id });
    expect(() => markedWhose({ kind: 'phone', id: '110' }, settings)).toThrow('emergency');
  });
});
