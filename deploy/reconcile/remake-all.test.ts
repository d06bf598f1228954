import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  CallAggregate,
  DURABLES,
  TransferAggregate,
  TransferConnected,
  TransferRequested,
} from '@serviceportal/shared/contracts';
import { alreadyDone, happened } from '@serviceportal/shared/decision';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { type Log, react } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView, type View } from '@serviceportal/shared/view';
import { projections as callProjections } from '@serviceportal/call-intake/view';
import { projections as transferProjections } from '@serviceportal/directory/view';
import { caughtUp } from '../../test/support/caught-up.ts';
import { openRealm, type Realm } from '../../test/support/realm.ts';
import { makeLogWhole } from '../launcher/whole-log.ts';
import { provision } from '../nats/index.ts';
import type { Provisioned } from '../nats/streams.ts';
import { openOperator, type Operator } from '../rebuild/operator.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { reconcileServices } from './reconcile-services.ts';
import { remake } from './remake-lost.ts';
import { remakeStreams } from './remake.ts';

/** Calls and transfers that lead to each other, their views, and a directory that puts everybody through. */
const CALLS = 60;
const STREAMS = ['CALLS', 'TRANSFERS'] as const;
const life = createLifecycle();
const at = '2026-11-23T10:00:00+01:00';
const request = { subject: 'Urkunde', question: 'Wann?', citizen: {}, fallback: 'none' } as const;

let realm: Realm;
let addresses: Addresses;
let calls: View;
let transfers: View;
let directory: Log;
let said: string[];
/** How often the directory was asked to decide, by whatever event and try. */
let decisions = 0;

beforeAll(async () => {
  realm = await openRealm({ ownDatabase: true, cityClock: at });
  const seedFile = `${realm.dataDir}/nats/keys/provisioner.seed`;
  addresses = { natsUrl: realm.nats.url, seedFile, mongodbUrl: realm.database.url };
  const open = (service: string) =>
    openView({ MONGODB_URL: realm.database.url }, service, createLogger({ service: 'test', level: 'silent' }), life);
  calls = open('call-intake');
  transfers = open('directory');
  const intake = await realm.log('call-intake');
  directory = await realm.log('directory');
  for (const each of callProjections) await intake.project(each, each.createProjector(calls));
  for (const each of transferProjections) await directory.project(each, each.createProjector(transfers));
  await directory.react(DURABLES.directoryOnTransferRequested, onTransferRequested());
  await Promise.all(Array.from({ length: CALLS }, () => requestTransfer(intake)));
  await allDone();
}, 60_000);
afterAll(async () => {
  await realm?.close();
  await life.close();
});

function onTransferRequested() {
  const aggregate = directory.aggregate(TransferAggregate);
  return react(TransferRequested, async ({ data }, context) => {
    decisions++;
    const { transferId, departmentId, call } = data;
    // Decided later, it says something else.
    const decidedAt = new Date().toISOString();
    const base = { transferId, callId: call.callId, departmentId, request, requestedAt: at, decidedAt };
    const transfer = { ...base, outcome: 'connected', directoryRevision: 1 } as const;
    await aggregate.begin(transferId, context, (current) =>
      current ? alreadyDone : happened(TransferConnected, transfer, { number: '1', briefing: 'Urkunde' }),
    );
  });
}

async function requestTransfer(log: Log): Promise<void> {
  const [callId, transferId] = [randomUUID(), randomUUID()];
  const context = { cause: { id: transferId }, actor: { type: 'agent', id: 'anna' } } as const;
  const call = { callId, state: 'answered', line: 'hotline', citizen: {}, source: 'http', receivedAt: at } as const;
  const asked = { transferId, departmentId: 'standesamt', requestedAt: at, request, outcome: 'pending' } as const;
  const extra = { transferId, departmentId: 'standesamt', reason: 'asked', fallback: 'none', request } as const;
  await log
    .aggregate(CallAggregate)
    .handle(callId, context, () =>
      happened(TransferRequested, { ...call, withinHours: true, transfers: [asked], tickets: [] }, extra),
    );
}

async function allDone(): Promise<void> {
  const { directoryOnTransferRequested, callIntakeView, directoryViewTransfers } = DURABLES;
  for (const each of [callIntakeView, directoryOnTransferRequested, directoryViewTransfers]) {
    await caughtUp(realm.jsm, each, 30_000);
  }
}

async function contents(): Promise<object[]> {
  const all: object[] = [];
  for (const stream of STREAMS) {
    const { first_seq, last_seq } = (await realm.jsm.streams.info(stream)).state;
    for (let seq = Math.max(1, first_seq); seq <= last_seq; seq++) {
      const message = await realm.jsm.streams.getMessage(stream, { seq });
      if (message) all.push({ stream, seq, subject: message.subject, envelope: message.json() });
    }
  }
  return all;
}

/** Loses both, and has provisioning make them empty. */
async function loseAll(): Promise<void> {
  for (const stream of STREAMS) await realm.jsm.streams.delete(stream);
  const provisioned = await provisionAgain();
  expect(provisioned.closed).toEqual([]);
  for (const stream of STREAMS) expect(provisioned.ends.get(stream)).toBe(0);
}

function provisionAgain(): Promise<Provisioned> {
  return provision({ natsUrl: realm.nats.url, seedFile: addresses.seedFile, cityFolder: realm.cityFolder });
}

/** What npm start does before it starts the services. */
async function beforeServices(hasPast = true, where = addresses): Promise<boolean> {
  let isMade = false;
  const onMaking = () => void (isMade = true);
  await makeLogWhole(await provisionAgain(), { programs: [], where, hasPast, onMaking, say });
  return isMade;
}

async function withLife<T>(work: (own: ReturnType<typeof createLifecycle>) => Promise<T>): Promise<T> {
  said = [];
  const own = createLifecycle();
  return work(own).finally(() => own.close());
}

const say = (line: string) => void said.push(line);
const remakeThese = (wanted: Parameters<typeof remake>[0]) =>
  withLife((own) => remake(wanted, [], addresses, say, own));
const reconcile = () =>
  withLife((own) => reconcileServices({ services: ['call-intake', 'directory'], repair: false }, addresses, say, own));

/** Both, killed after so many messages. */
function remakeUntil(publishes: number): Promise<void> {
  return withLife(async (own) => {
    const operator = await openOperator(addresses, own);
    let left = publishes;
    const publish: Operator['js']['publish'] = (...args) =>
      left-- > 0 ? operator.js.publish(...args) : Promise.reject(new Error('killed'));
    const dying = { ...operator, js: Object.assign(Object.create(operator.js) as Operator['js'], { publish }) };
    const copied = (stream: string, view: View, of: typeof callProjections) => ({
      view,
      projection: of.find((each) => each.stream === stream && each.createProjector(view).events)!,
    });
    const remakes = [
      { stream: 'CALLS', source: copied('CALLS', calls, callProjections), knownElsewhere: 0 },
      { stream: 'TRANSFERS', source: copied('TRANSFERS', transfers, transferProjections), knownElsewhere: 0 },
    ] as const;
    await remakeStreams(remakes, { programs: [], operator: dying, say });
  });
}

describe('several streams that were lost', () => {
  it('are there again as they were, and nothing is decided twice', async () => {
    const before = await contents();
    expect(before).toHaveLength(2 * CALLS);
    await loseAll();
    decisions = 0;
    await remakeThese('all');
    await allDone();
    // The control: everything came to the directory again, as nobody has noted how far it was.
    expect(decisions).toBeGreaterThanOrEqual(CALLS);
    expect(await contents()).toEqual(before);
    expect(await reconcile()).toBe(true);
    expect(await realm.deadLetters()).toEqual([]);
  });

  it('are not made again one without the other', async () => {
    await loseAll();
    await expect(remakeThese(['CALLS'])).rejects.toThrow('TRANSFERS is lost too: npm run reconcile -- --remake all');
    expect((await realm.jsm.streams.info('CALLS')).state.messages).toBe(0);
    await remakeThese(['TRANSFERS', 'CALLS']);
    await allDone();
    expect(await reconcile()).toBe(true);
  });

  it('stay closed to everybody until the last is filled, whoever starts in between', async () => {
    const before = await contents();
    await loseAll();
    decisions = 0;
    // In the first of them, then in the second.
    for (const publishes of [30, CALLS + 1_000 + 30]) {
      await expect(remakeUntil(publishes)).rejects.toThrow('killed');
      expect((await provisionAgain()).closed).toEqual(STREAMS);
      expect(await reconcile()).toBe(false);
      expect(said.join()).toMatch(/CALLS is closed, as .* TRANSFERS is closed, as making it again was broken off/);
    }
    const { num_pending, paused } = await realm.jsm.consumers.info('CALLS', 'directory-on-transfer-requested');
    expect({ num_pending, paused }).toEqual({ num_pending: CALLS, paused: true });
    expect(decisions).toBe(0);

    said = [];
    expect(await beforeServices()).toBe(true);
    expect(said[0]).toBe('Making lost streams again was broken off, and is finished first …');
    await allDone();
    expect(await contents()).toEqual(before);
    expect(await reconcile()).toBe(true);
  });

  it('are made again before any service starts', async () => {
    const before = await contents();
    await loseAll();
    said = [];
    expect(await beforeServices(false)).toBe(false);
    expect(said).toEqual([]);
    expect(await beforeServices(true, { ...addresses, mongodbUrl: 'mongodb://127.0.0.1:1' })).toBe(false);
    expect(said).toEqual([expect.stringMatching(/^The database does not answer, so nobody looked/)]);
    said = [];
    expect(await beforeServices()).toBe(true);
    expect(said[0]).toBe('The log ends before the database does (CALLS, TRANSFERS): it is made again first …');
    await allDone();
    expect(await contents()).toEqual(before);
    // Others are empty still, and so they are in the database.
    said = [];
    expect(await beforeServices()).toBe(false);
    expect(said).toEqual([]);
  });

  it('are made again from where an older store ends that was put back', async () => {
    const before = await contents();
    const older = await Promise.all(
      Array.from({ length: CALLS / 2 }, (_, n) => realm.jsm.streams.getMessage('TRANSFERS', { seq: n + 1 })),
    );
    await realm.jsm.streams.delete('TRANSFERS');
    await provisionAgain();
    for (const message of older) await realm.jsm.jetstream().publish(message!.subject, message!.data);
    said = [];
    expect(await beforeServices()).toBe(true);
    expect(said[0]).toBe('The log ends before the database does (TRANSFERS): it is made again first …');
    await allDone();
    expect(await contents()).toEqual(before);
    expect(await reconcile()).toBe(true);
  });

  it('are left alone where nothing was lost', async () => {
    const before = await contents();
    expect(await remakeThese('all')).toBe(false);
    expect(said).toEqual(['No stream has lost anything that the database has: nothing was changed.']);
    expect(await contents()).toEqual(before);
  });
});

describe('reconciling finds', () => {
  const events = () => transfers.connection.collection<{ _id: number; envelope: object }>('transfer_events');

  it('that the log has decided anew what the database has, under the same sequence', async () => {
    const { envelope } = (await events().findOne({ _id: 1 }))!;
    const setTo = (values: object) => events().updateOne({ _id: 1 }, { $set: values });
    await setTo({ 'envelope.time': '2026-11-22T10:00:00+01:00' });
    expect(await reconcile()).toBe(false);
    expect(said.at(-1)).toMatch(/: other events under the same sequence \(sequence 1\), the log was begun anew: /);
    await setTo({ envelope });
    expect(await reconcile()).toBe(true);
  });

  it('what log and database both have twice', async () => {
    // As a second decision looks that was stored before the first was there again.
    const first = (await realm.jsm.streams.getMessage('TRANSFERS', { seq: 1 }))!;
    realm.operator.publish(first.subject, first.data);
    await realm.operator.flush();
    await allDone();
    expect(await reconcile()).toBe(false);
    expect(said.at(-1)).toMatch(/: 1 event decided twice \(sequence \d+\), see docs\/operations[.]md[.]$/);
  });
});
