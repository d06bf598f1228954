import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { DURABLES, TransferConnected, TransferRefused } from '../contracts/index.ts';
import { readFixture } from '../contracts/testing/fixtures.ts';
import { ConfigError, Permanent, refuse, Unavailable } from '../errors.ts';
import { registry } from '../telemetry/index.ts';
import { RETRY_PAUSES_MS } from './give-back.ts';
import { type Context, type Log, react, type StoredEvent } from './index.ts';
import { openProxy } from './testing/proxy.ts';
import { openReplica, type Replica, type ReplicaOptions } from './testing/replica.ts';
import { count, TallyAggregate } from './testing/tally.ts';
import { refuseTransfer } from './testing/transfers.ts';

const durable = DURABLES.callIntakeOnTransferDecided;
type Refused = StoredEvent<typeof TransferRefused>;

let realm: Realm;
let directory: Log;
const replicas: Replica[] = [];

beforeAll(async () => {
  realm = await openRealm();
  directory = await realm.log('directory');
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  await realm.jsm.streams.purge('TRANSFERS');
  await realm.jsm.streams.purge('DEAD');
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map(({ life }) => life.close()));
});

async function open(options?: ReplicaOptions): Promise<Replica> {
  const replica = await openReplica(realm, 'call-intake', options);
  replicas.push(replica);
  return replica;
}

/** A replica that reacts; `refused` is called for each refused transfer. */
async function reacting(
  refused: (event: Refused, context: Context, log: Log) => Promise<void>,
  { prefetch = durable.prefetch, ...options }: ReplicaOptions & { prefetch?: number } = {},
): Promise<Replica> {
  const replica = await open(options);
  const { log } = replica;
  await log.react(
    { ...durable, prefetch },
    react(TransferConnected, () => Promise.resolve()),
    react(TransferRefused, (event, context) => refused(event, context, log)),
  );
  return replica;
}

async function untilSettled(): Promise<void> {
  const { state } = await realm.jsm.streams.info(durable.stream);
  await eventually(async () => {
    const { ack_floor: floor } = await realm.jsm.consumers.info(durable.stream, durable.name);
    expect(floor.stream_seq).toBeGreaterThanOrEqual(state.last_seq);
  }, 25_000);
}

async function publishRaw(subject: string, text: string | Uint8Array): Promise<number> {
  return (await realm.jsm.jetstream().publish(subject, text)).seq;
}

async function metric(name: string, labels: Record<string, string>): Promise<number> {
  const { values } = (await registry.getSingleMetric(name)?.get()) ?? { values: [] };
  const wanted = Object.entries(labels);
  return values.find((each) => wanted.every(([label, value]) => each.labels[label] === value))?.value ?? 0;
}

describe('an event', () => {
  it('comes typed, as the cause of what is done, and is acknowledged after the effect', async () => {
    const seen: { event: Refused; context: Context; pending: number }[] = [];
    const before = await metric('serviceportal_reactions_total', { durable: durable.name, outcome: 'done' });
    await reacting(async (event, context) => {
      const { num_ack_pending: pending } = await realm.jsm.consumers.info(durable.stream, durable.name);
      seen.push({ event, context, pending });
    });
    const transferId = await refuseTransfer(directory);
    await untilSettled();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      event: { type: 'TransferRefused', data: { reason: 'closed', transfer: { transferId } } },
      context: { cause: { lasting: true }, actor: { type: 'service', id: 'call-intake' } },
      pending: 1,
    });
    expect(seen[0]!.context.cause.id).toBe(seen[0]!.event.id);
    expect(seen[0]!.event.subjectOnBus).toBe(`transfers.${transferId}.refused`);
    const after = await metric('serviceportal_reactions_total', { durable: durable.name, outcome: 'done' });
    expect(after).toBe(before + 1);
  });

  it('that is delivered again after its effect has one effect', async () => {
    const tallyId = randomUUID();
    let deliveries = 0;
    const { log } = await reacting(
      async (_, context, own) => {
        await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
        if (++deliveries < 3) throw new Error('killed before the acknowledgement');
      },
      { retryPausesMs: [10, 10, 10] },
    );
    await refuseTransfer(directory);
    await untilSettled();
    expect(deliveries).toBe(3);
    expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 1, revision: 1 } });
  });

  it('waits for nobody: as many are in work as the durable allows, and no more', async () => {
    let inWork = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    await reacting(
      async () => {
        most = Math.max(most, ++inWork);
        await gate.promise;
        inWork -= 1;
      },
      { prefetch: 4 },
    );
    await Promise.all(Array.from({ length: 20 }, () => refuseTransfer(directory)));
    await eventually(() => expect(inWork).toBe(4));
    const { num_ack_pending: handedOut } = await realm.jsm.consumers.info(durable.stream, durable.name);
    expect(handedOut).toBe(4);
    gate.resolve();
    await untilSettled();
    expect(most).toBe(4);
  });

  it('is shared by the replicas', async () => {
    const taken = [new Set<string>(), new Set<string>()];
    const gate = Promise.withResolvers<void>();
    for (const own of taken) {
      await reacting(
        async ({ subject }) => {
          own.add(subject);
          await gate.promise;
        },
        { prefetch: 5 },
      );
    }
    await Promise.all(Array.from({ length: 10 }, () => refuseTransfer(directory)));
    await eventually(() => expect(taken.map(({ size }) => size)).toEqual([5, 5]));
    gate.resolve();
    await untilSettled();
  });
});

describe('a message that nobody can handle', () => {
  const valid = new TextDecoder().decode(readFixture('transfer-refused.v1.json'));
  const changed = (change: object) => JSON.stringify({ ...(JSON.parse(valid) as object), ...change });
  const ofErika = { question: 'Erika Mustermann fragt' };

  it.each<[string, string, string | RegExp]>([
    ['bad-json', '{"Erika Mustermann', 'the message is not JSON in UTF-8'],
    ['bad-envelope', changed({ specversion: '0.3' }), 'specversion: invalid_value'],
    [
      'bad-data',
      changed({ data: { transfer: ofErika, handled: [] } }),
      /^reason: invalid_value; .*transfer[.]transferId: invalid_type/,
    ],
    ['unknown-version', changed({ dataschema: 'urn:serviceportal:event:TransferRefused:2' }), /TransferRefused:2$/],
    ['unexpected-type', changed({ type: 'ErikaMustermannCalled' }), /does not handle/],
    ['unexpected-type', changed({ type: 'Erika Mustermann' }), /does not handle \(not a name\)$/],
  ])('%s: goes to the dead letters with its place, and holds up nobody', async (reason, text, error) => {
    const handled: string[] = [];
    await reacting(({ subject }) => Promise.resolve(void handled.push(subject)));
    const labels = { durable: durable.name, reason };
    const before = await metric('serviceportal_dead_letters_total', labels);
    const sequence = await publishRaw(`transfers.${randomUUID()}.refused`, text);
    const after = await refuseTransfer(directory);
    await untilSettled();
    expect(handled).toEqual([after]);
    const letters = await realm.deadLetters();
    expect(letters).toMatchObject([
      { service: 'call-intake', reason, stream: 'TRANSFERS', sequence, consumer: durable.name, deliveries: 1 },
    ]);
    expect(letters[0]!.error).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
    expect(JSON.stringify(letters)).not.toContain('Mustermann fragt');
    expect(JSON.stringify(letters)).not.toContain('Erika Mustermann');
    expect(await metric('serviceportal_dead_letters_total', labels)).toBe(before + 1);
    // It stays in its stream for whoever mends it.
    expect(await realm.jsm.streams.getMessage('TRANSFERS', { seq: sequence })).not.toBeNull();
  });

  it.each<[string, Error, { reason: string; error: string }]>([
    [
      'a permanent failure',
      new Permanent('unknown-kind', 'no such kind'),
      { reason: 'unknown-kind', error: 'no such kind' },
    ],
    ['a reason that is no token', new Permanent('no such. kind', '-'), { reason: 'no-such--kind', error: '-' }],
    ['a refusal', refuse('conflict', 'The call is over.'), { reason: 'refused', error: 'The call is over.' }],
  ])('%s is not tried again', async (_, failure, letter) => {
    let tries = 0;
    await reacting(() => {
      tries += 1;
      return Promise.reject(failure);
    });
    await refuseTransfer(directory);
    await untilSettled();
    expect(tries).toBe(1);
    expect(await realm.deadLetters()).toMatchObject([letter]);
  });

  it('an exception nobody foresaw is tried once more than there are pauses, then given up without its words', async () => {
    const deliveries: number[] = [];
    await reacting(
      () => {
        deliveries.push(deliveries.length + 1);
        return Promise.reject(new RangeError('Erika Mustermann is out of range'));
      },
      { retryPausesMs: [5, 10, 15] },
    );
    await refuseTransfer(directory);
    await untilSettled();
    expect(deliveries).toEqual([1, 2, 3, 4]);
    expect(await realm.deadLetters()).toMatchObject([{ reason: 'gave-up', error: 'RangeError', deliveries: 4 }]);
    expect(RETRY_PAUSES_MS).toHaveLength(7);
  });
});

describe('a dependency that is down', () => {
  it('is waited for, however often: it costs no try and holds up nobody else', async () => {
    let calls = 0;
    let first: string | undefined;
    const others: string[] = [];
    const lines: string[] = [];
    await reacting(
      ({ subject }) => {
        first ??= subject;
        if (subject !== first) return Promise.resolve(void others.push(subject));
        calls += 1;
        return calls <= 5 ? Promise.reject(new Unavailable('the mail server is away')) : Promise.resolve();
      },
      { retryPausesMs: [], onLine: ({ msg }) => lines.push(msg) },
    );
    await refuseTransfer(directory);
    await eventually(() => expect(calls).toBeGreaterThanOrEqual(2));
    const other = await refuseTransfer(directory);
    await eventually(() => expect(others).toEqual([other]));
    expect(calls).toBeLessThan(6);
    await untilSettled();
    expect(calls).toBe(6);
    expect(await realm.deadLetters()).toEqual([]);
    expect(lines.filter((line) => line === 'holding messages')).toHaveLength(1);
    expect(lines).toContain('no message is held any more');
  });

  it('may be the log itself: what is in hand is done once it is back, and nothing twice', async () => {
    const tallyId = randomUUID();
    const { log } = await reacting(async (_, context, own) => {
      await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
    });
    for (let i = 0; i < 30; i++) await refuseTransfer(directory);
    await realm.nats.kill();
    await realm.nats.start();
    await eventually(() => refuseTransfer(directory));
    await eventually(async () => {
      expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 31 } });
    });
    await untilSettled();
    expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { revision: 31 } });
    expect(await realm.deadLetters()).toEqual([]);
  });
});

describe('stopping', () => {
  it('in the middle of a handler waits for it, and what waited goes to another replica at once', async () => {
    const begun = Promise.withResolvers<string>();
    const gate = Promise.withResolvers<void>();
    const replica = await reacting(
      async ({ subject }) => {
        begun.resolve(subject);
        await gate.promise;
      },
      { prefetch: 1 },
    );
    const first = await refuseTransfer(directory);
    expect(await begun.promise).toBe(first);
    const second = await refuseTransfer(directory);
    let closed = false;
    const closing = replica.life.close().then(() => (closed = true));
    const byOther: string[] = [];
    await reacting(({ subject }) => Promise.resolve(void byOther.push(subject)));
    await eventually(() => expect(byOther).toEqual([second]));
    expect(closed).toBe(false);
    gate.resolve();
    await closing;
    await untilSettled();
    expect(byOther).toEqual([second]);
  });

  it('gives back what is held, at once', async () => {
    const replica = await reacting(() => Promise.reject(new Unavailable('away')));
    const held = await refuseTransfer(directory);
    await eventually(async () => {
      expect(await realm.jsm.consumers.info(durable.stream, durable.name)).toMatchObject({ num_ack_pending: 1 });
    });
    await replica.life.close();
    const byOther: string[] = [];
    await reacting(({ subject }) => Promise.resolve(void byOther.push(subject)));
    await eventually(() => expect(byOther).toEqual([held]), 3_000);
  });

  it('while starting leaves nothing open', async () => {
    const replica = await open();
    const starting = replica.log.react(
      durable,
      react(TransferRefused, () => Promise.resolve()),
    );
    await replica.life.close();
    await starting.catch((cause: unknown) => expect(cause).toBeInstanceOf(Unavailable));
    await eventually(async () => {
      expect(await realm.jsm.consumers.info(durable.stream, durable.name)).toMatchObject({ num_waiting: 0 });
    });
  });

  it('without a word, as a process that was killed, leaves the message to another replica; what still works keeps its own', async () => {
    const tallyId = randomUUID();
    const proxy = await openProxy(realm.nats.url);
    try {
      const begun = Promise.withResolvers<string>();
      const never = Promise.withResolvers<void>();
      await reacting(
        async (event, context, own) => {
          await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
          begun.resolve(event.subject);
          await never.promise;
        },
        { natsUrl: proxy.url, prefetch: 1 },
      );
      await refuseTransfer(directory);
      const lost = await begun.promise;
      const deliveries: string[] = [];
      const slow = Promise.withResolvers<void>();
      const { log } = await reacting(async (event, context, own) => {
        deliveries.push(event.subject);
        if (event.subject !== lost) return slow.promise;
        await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
      });
      const kept = await refuseTransfer(directory);
      await eventually(() => expect(deliveries).toEqual([kept]));
      await proxy.close();
      // The server waits as long as for any message; the one that works is kept alive all the while.
      await eventually(() => expect(deliveries).toEqual([kept, lost]), 15_000);
      slow.resolve();
      await untilSettled();
      expect(deliveries).toEqual([kept, lost]);
      expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 1, revision: 1 } });
      never.resolve();
    } finally {
      await proxy.close();
    }
  });
});

it('a durable that nobody made is a ConfigError that says what to do', async () => {
  const { log } = await open();
  const missing = { ...DURABLES.callIntakeOnTicketOpened };
  await realm.jsm.consumers.delete(missing.stream, missing.name);
  await expect(log.react(missing)).rejects.toThrow(ConfigError);
  await expect(log.react(missing)).rejects.toThrow('npm run provision');
});

it('two reactions of one durable to the same event are a mistake', async () => {
  const { log } = await open();
  const twice = react(TransferRefused, () => Promise.resolve());
  expect(() => log.react(durable, twice, twice)).toThrow('two reactions');
});
