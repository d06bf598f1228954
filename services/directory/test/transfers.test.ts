import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DURABLES } from '@serviceportal/shared/contracts';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type Hotline, openHotline, type StartedDirectory, startIn, type TransferCase } from './started-directory.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

let realm: Realm;
let directory: StartedDirectory;
let hotline: Hotline;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  directory = await startIn(realm);
  hotline = await openHotline(realm);
});
afterAll(async () => {
  await directory?.close();
  await realm?.close();
});

/** Once the reaction has nothing more to do. */
function settled(): Promise<void> {
  return caughtUp(realm.jsm, DURABLES.directoryOnTransferRequested);
}

async function decisionOn(transferId: string) {
  return eventually(async () => {
    const decision = await hotline.decision(transferId);
    if (!decision) throw new Error('not decided yet');
    return decision;
  });
}

describe('a transfer is decided', () => {
  const office = {
    name: 'Testamt',
    centralNumber: '02151 86-4711',
    mailbox: 'testamt@krefeld.example',
    onboardedOn: '2022-08-01',
  };
  beforeAll(async () => {
    await directory.put('/departments/dienstags', { ...office, hours: 'Tu 08:00-12:00' });
    await directory.put('/departments/ab-morgen', { ...office, hours: 'Mo-Fr 08:00-12:00', onboardedOn: '2026-11-24' });
    await directory.put('/departments/unbesetzt', { ...office, hours: 'Mo-Fr 08:00-12:00' });
    await directory.put('/departments/unbesetzt/presence', { staffed: false, until: '2026-11-23T11:00:00+01:00' });
  });

  it.each<[string, TransferCase, object]>([
    [
      'open',
      { departmentId: 'standesamt' },
      {
        outcome: 'connected',
        number: '+492151862351',
        briefing: 'Standesamt – Anna Muster: Urkunde. Wie lange dauert es?',
      },
    ],
    ['closed', { departmentId: 'dienstags' }, { reason: 'closed', opensAt: '2026-11-24T08:00:00+01:00' }],
    [
      'unstaffed',
      { departmentId: 'unbesetzt' },
      { reason: 'unstaffed', opensAt: '2026-11-23T11:00:00+01:00', absentUntil: '2026-11-23T11:00:00+01:00' },
    ],
    ['not onboarded', { departmentId: 'jugendamt' }, { reason: 'not-onboarded', number: '+492151863201' }],
    ['onboarded tomorrow', { departmentId: 'ab-morgen' }, { reason: 'not-onboarded' }],
    ['takes longer', { departmentId: 'standesamt', reason: 'takes-longer' }, { reason: 'takes-longer' }],
    ['no answer', { departmentId: 'standesamt', reason: 'no-answer' }, { reason: 'no-answer' }],
    ['no answer, not onboarded', { departmentId: 'jugendamt', reason: 'no-answer' }, { reason: 'not-onboarded' }],
  ])('%s', async (what, transfer, expected) => {
    const callId = `call-${what.replace(/\W/g, '-')}`;
    const transferId = await hotline.request(callId, transfer);
    expect(await decisionOn(transferId)).toMatchObject({
      transferId,
      callId,
      departmentId: transfer.departmentId,
      directoryRevision: 1,
      ...('reason' in expected && { outcome: 'refused' }),
      ...expected,
    });
  });
});

describe('a request that comes again', () => {
  it('is decided once, however the department stands by then', async () => {
    const transferId = await hotline.request('call-again', { departmentId: 'auslaender' });
    expect((await decisionOn(transferId)).outcome).toBe('connected');
    await directory.put('/departments/auslaender/presence', { staffed: false });

    const event = await realm.jsm.streams.getMessage('CALLS', { last_by_subj: 'calls.call-again.>' });
    for (let copy = 0; copy < 3; copy++) realm.operator.publish(event!.subject, event!.data);
    await realm.operator.flush();
    await settled();

    const { state } = await realm.jsm.streams.info('TRANSFERS', { subjects_filter: `transfers.${transferId}.>` });
    expect(state.subjects).toEqual({ [`transfers.${transferId}.connected`]: 1 });
  });
});

describe('a message that is no request', () => {
  it('goes to the dead letters with its reason, and the next one is decided', async () => {
    const transferId = await hotline.request('call-good', { departmentId: 'standesamt' });
    const good = (await realm.jsm.streams.getMessage('CALLS', { last_by_subj: 'calls.call-good.>' }))!;
    const envelope = good.json<Record<string, unknown> & { data: Record<string, unknown> }>();
    const bad: [string, string | Uint8Array][] = [
      ['bad-json', '{"specversion":'],
      ['bad-json', new Uint8Array([0xff, 0xfe])],
      ['bad-envelope', '{}'],
      ['bad-envelope', JSON.stringify({ ...envelope, time: 'now' })],
      ['unexpected-type', JSON.stringify({ ...envelope, type: 'CallEnded' })],
      ['unknown-version', JSON.stringify({ ...envelope, dataschema: 'urn:serviceportal:event:TransferRequested:99' })],
      ['bad-data', JSON.stringify({ ...envelope, data: { ...envelope.data, transferId: 'a.b' } })],
      [
        'refused',
        JSON.stringify({ ...envelope, data: { ...envelope.data, departmentId: 'nirgends', transferId: 'x' } }),
      ],
    ];
    for (const [, payload] of bad) realm.operator.publish('calls.call-bad.transfer-requested', payload);
    await realm.operator.flush();
    await decisionOn(await hotline.request('call-after-bad', { departmentId: 'standesamt' }));
    await decisionOn(transferId);
    await settled();

    const letters = await realm.deadLetters();
    expect(letters.map(({ reason }) => reason).sort()).toEqual(bad.map(([reason]) => reason).sort());
    expect(letters.every(({ consumer }) => consumer === 'directory-on-transfer-requested')).toBe(true);
    expect(JSON.stringify(letters)).not.toMatch(/Muster|2151999999|nirgends/);
    const metrics = await fetch(`${directory.url}/metrics`).then((response) => response.text());
    expect(metrics).toMatch(/dead_letters_total\{durable="directory-on-transfer-requested",reason="bad-json"\} 2/);
  });
});

describe('without NATS', () => {
  afterEach(() => realm.nats.start().catch(() => undefined));

  it('commands are refused, reading goes on, and it all comes back by itself', async () => {
    await realm.nats.kill();
    expect((await directory.put('/departments/standesamt/presence', { staffed: true })).status).toBe(503);
    expect((await directory.get('/departments/standesamt/availability')).status).toBe(200);
    const ready = await directory.get('/health/ready');
    expect([ready.status, ready.body['missing']]).toEqual([503, ['nats']]);

    await realm.nats.start();
    await eventually(async () => expect((await directory.get('/health/ready')).status).toBe(200));
    const transferId = await eventually(() => hotline.request('call-after-outage', { departmentId: 'standesamt' }));
    expect((await decisionOn(transferId)).outcome).toBe('connected');
    expect((await directory.put('/departments/standesamt/presence', { staffed: true })).status).toBe(200);
  });
});

describe('killed while it decides', () => {
  const requests = 300;
  let child: ChildProcess | undefined;
  beforeEach(() => directory.close());
  afterEach(() => void child?.kill('SIGKILL'));

  it('leaves nothing undecided and decides nothing twice', async () => {
    const decided = async () => (await realm.jsm.streams.info('TRANSFERS')).state.messages;
    const before = await decided();
    const transferIds = await Promise.all(
      Array.from({ length: requests }, (_, n) => hotline.request(`call-kill-${n}`, { departmentId: 'standesamt' })),
    );

    child = spawn(process.execPath, [MAIN], { env: realm.env('directory'), stdio: 'ignore' });
    const ended = once(child, 'exit');
    await eventually(async () => expect(await decided()).toBeGreaterThan(before), 60_000);
    child.kill('SIGKILL');
    await ended;
    // Else the kill came after the work, and the test proved nothing.
    expect((await decided()) - before).toBeLessThan(requests);

    directory = await startIn(realm);
    await Promise.all(transferIds.map(decisionOn));
    await settled();
    expect((await decided()) - before).toBe(requests);
  }, 120_000);
});
