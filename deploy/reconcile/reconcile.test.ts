import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DURABLES,
  type Transfer,
  TransferAggregate,
  TransferConnected,
  TransferErased,
} from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { openView, type View } from '@serviceportal/shared/view';
import { projections } from '@serviceportal/directory/view';
import { caughtUp } from '../../test/support/caught-up.ts';
import { eventually } from '../../test/support/eventually.ts';
import { openRealm, type Realm } from '../../test/support/realm.ts';
import { provision } from '../nats/index.ts';
import type { Provisioned } from '../nats/streams.ts';
import { alone } from '../rebuild/alone.ts';
import { openOperator, type Operator } from '../rebuild/operator.ts';
import { rebuildServices } from '../rebuild/rebuild-services.ts';
import type { Addresses } from '../rebuild/settings.ts';
import { readAgain } from './again.ts';
import { listDeadLetters } from './dead-letters.ts';
import { reconcileServices } from './reconcile-services.ts';
import { remake } from './remake-lost.ts';
import { remakeStreams } from './remake.ts';

/** The directory's log and view, filled as the directory does it; more than one batch. */
const TRANSFERS = 510;
const { directoryViewTransfers: durable } = DURABLES;
const life = createLifecycle();

let realm: Realm;
let log: Log;
let view: View;
let addresses: Addresses;
let said: string[];

beforeAll(async () => {
  realm = await openRealm();
  const env = realm.env('directory');
  addresses = {
    natsUrl: realm.nats.url,
    seedFile: `${realm.dataDir}/nats/keys/provisioner.seed`,
    mongodbUrl: realm.database.url,
    mongodbDatabase: env['MONGODB_DATABASE'],
  };
  const settings = { MONGODB_URL: realm.database.url, MONGODB_DATABASE: env['MONGODB_DATABASE'] };
  view = openView(settings, 'directory', createLogger({ service: 'test', level: 'silent' }), life);
  log = await realm.log('directory');
  for (const each of projections) await log.project(each, each.createProjector(view));
  await append('first', TRANSFERS);
  await projected();
}, 60_000);
afterAll(async () => {
  await realm?.close();
  await life.close();
});
beforeEach(() => {
  said = [];
});

async function append(prefix: string, count: number): Promise<void> {
  const transfers = log.aggregate(TransferAggregate);
  const one = async (n: number) => {
    const transfer: Omit<Transfer, 'revision'> = {
      transferId: `${prefix}-${n}`,
      callId: `call-${n}`,
      departmentId: 'standesamt',
      outcome: 'connected',
      directoryRevision: 1,
      request: { subject: 'Urkunde', question: 'Wann?', citizen: {}, fallback: 'none' },
      requestedAt: '2026-11-23T10:00:00+01:00',
      decidedAt: '2026-11-23T10:00:00+01:00',
    };
    const context = { cause: { id: `cause-${prefix}-${n}` }, actor: { type: 'service', id: 'directory' } } as const;
    const extra = { number: '+492151862351', briefing: 'Urkunde' };
    await transfers.handle(transfer.transferId, context, () => happened(TransferConnected, transfer, extra));
  };
  await Promise.all(Array.from({ length: count }, (_, n) => one(n)));
}

/** Once the view has everything the log has. */
function projected(): Promise<void> {
  return caughtUp(realm.jsm, durable, 30_000);
}

async function reconcile(repair = false): Promise<boolean> {
  const own = createLifecycle();
  const wanted = { services: ['directory'] as const, repair };
  return reconcileServices(wanted, addresses, (line) => said.push(line), own).finally(() => own.close());
}

async function remakeTransfers(stream: 'TRANSFERS' | 'DIRECTORY' = 'TRANSFERS'): Promise<void> {
  const own = createLifecycle();
  await remake([stream], [], addresses, (line) => said.push(line), own).finally(() => own.close());
}

function collection(name: string) {
  return view.connection.collection<{ _id: never; transferId: string }>(name);
}

/** Events and documents as they stand, with their sequences. */
async function contents() {
  const read = (name: string) =>
    collection(name)
      .find({}, { sort: { _id: 1 } })
      .toArray();
  return { events: await read('transfer_events'), documents: await read('transfers') };
}

const state = async () => (await realm.jsm.streams.info('TRANSFERS')).state;

describe('reconciling', () => {
  it('finds log and view level', async () => {
    expect(await reconcile()).toBe(true);
    expect(said.at(-1)).toMatch(
      /^directory: TRANSFERS has 510 events up to 510 for directory-view-transfers: level[.]$/,
    );
  });

  it('finds events and documents that the view lacks, and projects them once more', async () => {
    const before = await contents();
    await collection('transfers').deleteMany({ transferId: /9$/ });
    await collection('transfers').updateMany({ transferId: /8$/ }, { $set: { seq: 0 } });
    await collection('transfer_events').deleteMany({ aggregateId: /7$/ });

    expect(await reconcile()).toBe(false);
    expect(said.at(-1)).toMatch(
      /51 events missing in the view .*: --repair; 102 documents older than the log .*: --repair/,
    );
    expect(await reconcile(true)).toBe(true);
    expect(said.at(-1)).toBe('directory: 153 events projected once more.');
    expect(await contents()).toEqual(before);
    expect(await reconcile()).toBe(true);
  });

  it('and making anew are for one at a time', async () => {
    await alone(view, async () => {
      await expect(reconcile()).rejects.toThrow('Somebody is at this database already');
      await expect(remakeTransfers()).rejects.toThrow(ConfigError);
    });
    expect(await reconcile()).toBe(true);
  });
});

it('lists the messages that were given up', async () => {
  const own = createLifecycle();
  const operator = await openOperator(addresses, own);
  await listDeadLetters(operator, (line) => said.push(line));
  expect(said).toEqual(['No message was given up in the last 30 days.']);
  realm.operator.publish('transfers.bad.connected', 'no event');
  await eventually(async () => expect(await realm.deadLetters()).toHaveLength(1));
  await listDeadLetters(operator, (line) => said.push(line));
  expect(said[1]).toMatch(/^2.*Z {2}TRANSFERS 511 {2}directory-view-transfers {2}bad-json after 1 try: /);

  await readAgain({ durable: durable.name, sequence: 500 }, [], operator, (line) => said.push(line));
  expect(said.at(-1)).toBe('directory-view-transfers reads TRANSFERS again from 500 on.');
  await projected();
  await expect(readAgain({ durable: 'nobody', sequence: 1 }, [], operator, () => undefined)).rejects.toThrow(
    ConfigError,
  );
  await realm.jsm.streams.deleteMessage('TRANSFERS', 511);
  await own.close();
});

describe('a stream that was lost', () => {
  it('is not touched while it is there', async () => {
    const before = await state();
    await expect(remakeTransfers()).rejects.toThrow(/^TRANSFERS is there and ends at \d+, not before/);
    expect(await state()).toEqual(before);
  });

  it('is made again from the database, every event where it was, and everything goes on', async () => {
    await realm.jsm.streams.deleteMessage('TRANSFERS', 100);
    const before = await contents();
    await reconcile();
    await realm.jsm.streams.delete('TRANSFERS');
    expect(await reconcile()).toBe(false);
    expect(said.at(-1)).toBe('directory: the log has no stream TRANSFERS: npm run reconcile -- --remake all.');

    await remakeTransfers();
    // What had been erased in the log alone is back: the database is what it was made from.
    expect(await state()).toMatchObject({ messages: TRANSFERS, first_seq: 1, last_seq: TRANSFERS + 1_000 });
    expect(said).toContain('directory-view-transfers goes on after 510.');
    expect(said).toContain('tickets-on-transfer-refused goes on after 0.');
    expect(await contents()).toEqual(before);

    await append('second', 20);
    await projected();
    expect(await collection('transfers').countDocuments()).toBe(TRANSFERS + 20);
    expect((await state()).first_seq).toBe(1);
    expect(await reconcile()).toBe(true);
    // Provisioning has nothing to say against it.
    await provisionAgain();
  });

  it('and was begun anew meanwhile keeps what was stored since, once and in order', async () => {
    // Erasing leaves holes: what is stored meanwhile is projected there.
    await collection('transfer_events').deleteOne({ _id: 3 as never });
    await realm.jsm.streams.delete('TRANSFERS');
    await provisionAgain();
    // One the database has already, as a redelivery does it, and three that are new, under sequences that were taken or not.
    await append('first', 1);
    for (const prefix of ['third-a', 'third-b', 'third-c']) await append(prefix, 1);
    await projected();
    expect(await collection('transfer_events').findOne({ _id: 3 as never })).toMatchObject({
      aggregateId: 'third-b-0',
    });
    // What the view lacks of them comes with the stream: projected now it would stand among what is lost.
    const taken = await collection('transfer_events').findOneAndDelete({ _id: 2 as never });
    expect(await reconcile(true)).toBe(false);
    expect(said.join()).toMatch(/the log has lost \d+ events at its end: .*; other events under the same sequence/);
    expect(said.join()).toMatch(/1 event missing in the view [(]sequence 2[)]: npm run reconcile -- --remake all;/);
    expect(said.join()).not.toMatch(/--repair|projected once more/);
    await collection('transfer_events').insertOne(taken!);

    await remakeTransfers();
    expect(said.at(-1)).toBe('3 events that were stored since it was lost follow after those.');
    await projected();
    expect(await collection('transfer_events').countDocuments()).toBe(TRANSFERS + 20 - 1 + 3);
    const last = await collection('transfer_events')
      .find({}, { sort: { _id: -1 }, limit: 3 })
      .toArray();
    expect(last.map((event) => (event as { aggregateId?: string }).aggregateId)).toEqual([
      'third-c-0',
      'third-b-0',
      'third-a-0',
    ]);
    expect(await collection('transfers').countDocuments({ transferId: /^third-/ })).toBe(3);
    expect(await collection('transfer_events_aside').countDocuments()).toBe(0);
    expect(await reconcile()).toBe(true);
  });

  it('is made in several goes where each is killed', async () => {
    await realm.jsm.streams.delete('TRANSFERS');
    const before = await contents();
    for (const publishes of [0, 300, 900]) await expect(remakeUntil(publishes)).rejects.toThrow('killed');
    // The launcher was started in between: it opens nothing that is half filled.
    await provisionAgain();
    await expect(realm.operator.request('transfers.x.connected', '{}', { timeout: 1_000 })).rejects.toThrow();
    await remakeTransfers();
    expect((await state()).messages).toBe(before.events.length);
    await append('fourth', 1);
    const events = before.events.length + 1;
    await eventually(async () => expect(await collection('transfer_events').countDocuments()).toBe(events), 30_000);
    await projected();
    expect(await reconcile()).toBe(true);
  });

  it('gives nobody anything to read that is no event', async () => {
    expect((await realm.deadLetters()).map(({ sequence }) => sequence)).toEqual([511]);
  });

  it('of which the database has nothing is left to provisioning', async () => {
    await expect(remakeTransfers('DIRECTORY')).rejects.toThrow('The database has no events of DIRECTORY');
  });
});

describe('somebody who is forgotten', () => {
  const transferId = 'first-5';
  let old: { events: Document[]; document: Document };

  /** What yesterday's backup holds of them. */
  interface Document {
    _id: never;
    transferId: string;
  }
  const ofThem = { aggregateId: transferId } as object;
  const events = () => collection('transfer_events').find(ofThem).toArray();
  const document = () => collection('transfers').findOne({ transferId });

  /** Puts the database back to yesterday, as far as it goes about them. */
  async function restoreYesterday(): Promise<void> {
    await collection('transfer_events').deleteMany(ofThem);
    await collection('transfer_events').insertMany(old.events);
    await collection('transfers').replaceOne({ transferId }, old.document);
    expect(await document()).toHaveProperty('request.citizen.name', 'Zenobia');
  }

  async function isForgotten(): Promise<void> {
    expect(await document()).toMatchObject({ erasedAt: '2026-11-24T10:00:00+01:00', request: { citizen: {} } });
    expect((await events()).map((event) => (event as unknown as { type: string }).type)).toEqual(['TransferErased']);
  }

  beforeAll(async () => {
    const transfers = log.aggregate(TransferAggregate);
    const context = (id: string) => ({ cause: { id }, actor: { type: 'service', id: 'directory' } }) as const;
    await transfers.handle(transferId, context('named'), (transfer) => {
      const request = { ...transfer!.request, citizen: { name: 'Zenobia' } };
      return happened(TransferConnected, { ...transfer!, request }, { number: '1', briefing: 'Zenobia' });
    });
    await projected();
    old = { events: await events(), document: (await document())! };
    const { sequence } = await transfers.erase(transferId, context('erased'), (transfer) => {
      const request = { ...transfer!.request, subject: '', question: '', citizen: {} };
      return happened(
        TransferErased,
        { ...transfer!, request, erasedAt: '2026-11-24T10:00:00+01:00' },
        { why: 'asked' },
      );
    });
    await log.forget(TransferAggregate, transferId, sequence);
    await projected();
    await isForgotten();
  });

  it('stays so where the database is put back to an older copy and repaired', async () => {
    await restoreYesterday();
    expect(await reconcile()).toBe(false);
    expect(await reconcile(true)).toBe(true);
    await isForgotten();
    expect(await reconcile()).toBe(true);
  });

  it('stays so where the view is made anew beside an older copy', async () => {
    await restoreYesterday();
    const own = createLifecycle();
    await rebuildServices(['directory'], addresses, (line) => said.push(line), own).finally(() => own.close());
    await isForgotten();
  });

  it('stays so where the stream is lost and made again from the database', async () => {
    await realm.jsm.streams.delete('TRANSFERS');
    await remakeTransfers();
    const stored = await log.history('TRANSFERS', `transfers.${transferId}.>`);
    expect(stored.map(({ envelope }) => envelope.type)).toEqual(['TransferErased']);
    await isForgotten();
  });

  // What docs/operations.md has the operator do then: tell the erasures since the backup again.
  it('comes back only where both log and database are older than that', async () => {
    await restoreYesterday();
    await realm.jsm.streams.delete('TRANSFERS');
    await remakeTransfers();
    expect(await document()).toHaveProperty('request.citizen.name', 'Zenobia');
  });
});

/** As the launcher does at each start. */
function provisionAgain(): Promise<Provisioned> {
  return provision({ natsUrl: realm.nats.url, seedFile: addresses.seedFile, cityFolder: realm.cityFolder });
}

/** A remake that ends after so many messages. */
async function remakeUntil(publishes: number): Promise<void> {
  const own = createLifecycle();
  try {
    const operator = await openOperator(addresses, own);
    let left = publishes;
    const publish: Operator['js']['publish'] = (...args) =>
      left-- > 0 ? operator.js.publish(...args) : Promise.reject(new Error('killed'));
    const dying = { ...operator, js: Object.assign(Object.create(operator.js) as Operator['js'], { publish }) };
    const projection = projections.find(({ stream }) => stream === 'TRANSFERS')!;
    const what = { stream: 'TRANSFERS', source: { view, projection }, knownElsewhere: 0 } as const;
    await remakeStreams([what], { programs: [], operator: dying, say: () => undefined });
  } finally {
    await own.close();
  }
}
