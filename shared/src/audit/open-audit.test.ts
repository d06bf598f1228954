import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type AuditEntry, AuditRecord } from '../contracts/index.ts';
import { Unavailable } from '../errors.ts';
import { problemOf } from '../http/index.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger, registry } from '../telemetry/index.ts';
import { isIntact } from './chain.ts';
import { type Audit, openAudit } from './open-audit.ts';

let realm: Realm;
const opened: { close(): Promise<void> }[] = [];
beforeAll(async () => {
  realm = await openRealm();
}, 60_000);
afterAll(async () => {
  await Promise.all(opened.map((audit) => audit.close()));
  await realm?.close();
});

function entry(id: string): AuditEntry {
  return {
    actor: { type: 'agent', id: 'anna.agent' },
    action: 'tickets.show-ticket',
    of: [{ kind: 'ticket', id }],
    at: '2026-11-23T09:00:00.000Z',
  };
}

/** A process's audit log; `close` is the end of the process. */
async function open(instance: string): Promise<Audit & { close(): Promise<void> }> {
  const log = await realm.log('tickets');
  const life = createLifecycle();
  const logger = createLogger({ service: 'tickets', level: 'silent' });
  const audit = openAudit(log.records('AUDIT'), { service: 'tickets', instance, logger }, life);
  const own = { ...audit, close: () => life.close() };
  opened.push(own);
  return own;
}

/** The records of an instance's chains, oldest first. */
async function recordsOf(instance: string): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  const all = { seq: 1, batch: 1_000, next_by_subj: 'audit.tickets.*' };
  for await (const stored of await realm.jsm.direct.getBatch('AUDIT', all)) {
    if (stored.subject.startsWith(`audit.tickets.${instance}-`)) found.push(AuditRecord.parse(stored.json()));
  }
  return found;
}

async function idsIn(instance: string): Promise<string[]> {
  const records = await recordsOf(instance);
  return records.flatMap(({ entries }) => entries.map(({ of }) => of[0]!.id));
}

async function metric(name: string): Promise<number> {
  const [{ value } = { value: 0 }] = (await registry.getSingleMetric(`serviceportal_${name}`)!.get()).values;
  return value;
}

/** Lets the stream refuse every append, as a full one does, until `writable` is called or the test ends. */
async function full(): Promise<void> {
  const { config } = await realm.jsm.streams.info('AUDIT');
  writable = async () => {
    writable = () => Promise.resolve();
    await realm.jsm.streams.update('AUDIT', config);
  };
  await realm.jsm.streams.update('AUDIT', { ...config, max_msgs: 1 });
}
let writable = () => Promise.resolve();
afterEach(() => writable());

describe('a read', () => {
  it('is on disk when it resolves, as a link of a chain', async () => {
    const audit = await open('reads');
    for (const id of ['A', 'B', 'C']) {
      await audit.read(entry(id));
      expect((await idsIn('reads')).at(-1)).toBe(id);
    }
    const records = await recordsOf('reads');
    expect(records.map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(records.map(({ previous }) => previous)).toEqual(['', records[0]!.hash, records[1]!.hash]);
    expect(new Set(records.map(({ writer }) => writer)).size).toBe(1);
    expect(records.every(isIntact)).toBe(true);
    await audit.close();
  });

  it('shares its message with those that came while another was on its way', async () => {
    const audit = await open('crowd');
    await Promise.all(Array.from({ length: 200 }, (_, n) => audit.read(entry(`R${n}`))));
    expect(new Set(await idsIn('crowd')).size).toBe(200);
    expect((await recordsOf('crowd')).length).toBeLessThan(20);
    await audit.close();
  });

  it('that is larger than a message may be with others goes into another', async () => {
    const audit = await open('large');
    const of = Array.from({ length: 500 }, (_, n) => ({ kind: 'ticket', id: `${n}`.padStart(64, 'T') }));
    await Promise.all(Array.from({ length: 20 }, () => audit.read({ ...entry('x'), of })));
    expect((await idsIn('large')).length).toBe(20);
    await audit.close();
  });

  it.each([
    ['words for a reason', { why: 'he asked for it' }],
    ['an address for an actor', { actor: { type: 'agent', id: 'anna@example.de' } }],
    ['a number for an actor', { actor: { type: 'agent', id: '02151770123' } }],
    ['a name for an id', { of: [{ kind: 'ticket', id: 'Erika Muster' }] }],
  ])('with %s is not recorded', async (_what, change) => {
    const audit = await open('bad');
    await expect(audit.read({ ...entry('A'), ...change })).rejects.toThrow();
    await audit.close();
    expect(await idsIn('bad')).toEqual([]);
  });
});

describe('commands', () => {
  it('that nobody waits for are all there when the process ends', async () => {
    const audit = await open('commands');
    for (let n = 0; n < 50; n++) void audit.command(entry(`C${n}`));
    await audit.close();
    expect(await idsIn('commands')).toEqual(Array.from({ length: 50 }, (_, n) => `C${n}`));
  });

  it('are on disk when they resolve, and share a message with those of the same moment', async () => {
    const audit = await open('awaited');
    await audit.command(entry('A'));
    expect(await idsIn('awaited')).toEqual(['A']);
    await Promise.all(Array.from({ length: 200 }, (_, n) => audit.command(entry(`C${n}`))));
    expect(new Set(await idsIn('awaited')).size).toBe(201);
    expect((await recordsOf('awaited')).length).toBeLessThan(20);
    await audit.close();
  });

  it('that events tell of wait for company, and what is waited for takes them along', async () => {
    const audit = await open('events');
    const stored = async () => (await recordsOf('events')).map(({ entries }) => entries.length);
    // Of commands the first would go at once, alone.
    await Promise.all([audit.event(entry('E0')), audit.event(entry('E1')), audit.event(entry('E2'))]);
    expect(await stored()).toEqual([3]);
    await Promise.all([audit.event(entry('E3')), audit.command(entry('C'))]);
    expect(await stored()).toEqual([3, 2]);
    await audit.close();
  });

  it('need nobody to push them', async () => {
    const audit = await open('alone');
    void audit.command(entry('A'));
    await eventually(async () => expect(await idsIn('alone')).toEqual(['A']));
    await audit.close();
  });

  it('of no use to the contract are counted, and the command is done all the same', async () => {
    const audit = await open('misfit');
    const before = await metric('audit_entries_lost_total');
    await audit.command({ ...entry('A'), why: 'no code' });
    expect(await metric('audit_entries_lost_total')).toBe(before + 1);
    await audit.close();
  });
});

describe('while the stream refuses', () => {
  it('reads are refused, commands wait, and nothing of them is lost', async () => {
    const audit = await open('full');
    await audit.read(entry('before'));
    const refusedBefore = await metric('audit_reads_refused_total');
    await full();
    void audit.command(entry('C1'));
    const told = await audit.read(entry('R1')).catch(problemOf);
    expect(told).toMatchObject({ status: 503, detail: expect.stringContaining('cannot be recorded in the audit log') });
    await expect(audit.read(entry('R2'))).rejects.toBeInstanceOf(Unavailable);
    void audit.command(entry('C2'));
    expect(await metric('audit_entries_waiting')).toBe(2);
    expect(await metric('audit_reads_refused_total')).toBe(refusedBefore + 2);
    await writable();
    // No later than the longest pause between two tries.
    await eventually(async () => expect(await idsIn('full')).toEqual(['before', 'C1', 'C2']));
    await audit.read(entry('after'));
    expect(await idsIn('full')).toEqual(['before', 'C1', 'C2', 'after']);
    expect(await metric('audit_entries_waiting')).toBe(0);
    await audit.close();
  });

  it('a command is answered within a second and its entry kept, later ones at once', async () => {
    const audit = await open('answered');
    await audit.read(entry('before'));
    await full();
    const began = performance.now();
    await audit.command(entry('C1'));
    expect(performance.now() - began).toBeLessThan(2_000);
    const then = performance.now();
    await Promise.all([audit.command(entry('C2')), audit.command(entry('C3'))]);
    expect(performance.now() - then).toBeLessThan(500);
    expect(await idsIn('answered')).toEqual(['before']);
    await writable();
    await eventually(async () => expect(await idsIn('answered')).toEqual(['before', 'C1', 'C2', 'C3']));
    await audit.close();
  });

  it('no more than a bounded number waits', async () => {
    const audit = await open('bounded');
    await full();
    const before = await metric('audit_entries_lost_total');
    for (let n = 0; n < 10_010; n++) void audit.command(entry(`C${n}`));
    expect((await metric('audit_entries_lost_total')) - before).toBe(10);
    await writable();
    await audit.close();
    expect(await idsIn('bounded')).toHaveLength(10_000);
  });
});

describe('a chain', () => {
  it('on which somebody else wrote is left, and another goes on with what was not stored', async () => {
    const audit = await open('forged');
    await audit.read(entry('A'));
    const [{ writer }] = (await recordsOf('forged')) as [AuditRecord];
    await realm.jsm.jetstream().publish(`audit.${writer}`, '{}');
    await audit.read(entry('B'));
    const subjects = await realm.jsm.streams.info('AUDIT', { subjects_filter: 'audit.tickets.*' });
    const own = Object.keys(subjects.state.subjects!).filter((subject) => subject.includes('.forged-'));
    expect(own).toHaveLength(2);
    const other = own.find((subject) => subject !== `audit.${writer}`)!;
    const stored = await realm.jsm.streams.getMessage('AUDIT', { last_by_subj: other });
    expect(AuditRecord.parse(stored!.json())).toMatchObject({ number: 1, previous: '', entries: [entry('B')] });
    await audit.close();
  });
});

describe('over a restart of the server', () => {
  it('what waited is stored', async () => {
    const audit = await open('restart');
    await audit.read(entry('A'));
    await realm.nats.kill();
    void audit.command(entry('B'));
    await expect(audit.read(entry('R'))).rejects.toBeInstanceOf(Unavailable);
    await realm.nats.start();
    await eventually(() => audit.read(entry('C')), 20_000);
    // What the server stored and could not say any more stands there twice, and a read too that was refused.
    await eventually(async () => {
      const found = new Set(await idsIn('restart'));
      found.delete('R');
      expect([...found]).toEqual(['A', 'B', 'C']);
    }, 20_000);
    await audit.close();
  }, 60_000);
});
