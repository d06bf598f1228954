import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { DURABLES, TransferRefused } from '../contracts/index.ts';
import { readFixture } from '../contracts/testing/fixtures.ts';
import { ConfigError, Permanent, refuse } from '../errors.ts';
import { registry } from '../telemetry/index.ts';
import { RETRY_PAUSES_MS } from './give-back.ts';
import { type Context, react } from './index.ts';
import { durable, type Refused, stageReactions } from './testing/stage-reactions.ts';
import { count, TallyAggregate } from './testing/tally.ts';
import { refuseTransfer } from './testing/transfers.ts';

const stage = stageReactions();

async function publishRaw(subject: string, text: string | Uint8Array): Promise<number> {
  return (await stage.realm.jsm.jetstream().publish(subject, text)).seq;
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
    await stage.reacting(async (event, context) => {
      const { num_ack_pending: pending } = await stage.realm.jsm.consumers.info(durable.stream, durable.name);
      seen.push({ event, context, pending });
    });
    const transferId = await refuseTransfer(stage.directory);
    await stage.untilSettled();
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
    const { log } = await stage.reacting(
      async (_, context, own) => {
        await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
        if (++deliveries < 3) throw new Error('killed before the acknowledgement');
      },
      { retryPausesMs: [10, 10, 10] },
    );
    await refuseTransfer(stage.directory);
    await stage.untilSettled();
    expect(deliveries).toBe(3);
    expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 1, revision: 1 } });
  });

  it('waits for nobody: as many are in work as the durable allows, and no more', async () => {
    let inWork = 0;
    let most = 0;
    const gate = Promise.withResolvers<void>();
    await stage.reacting(
      async () => {
        most = Math.max(most, ++inWork);
        await gate.promise;
        inWork -= 1;
      },
      { prefetch: 4 },
    );
    await Promise.all(Array.from({ length: 20 }, () => refuseTransfer(stage.directory)));
    await eventually(() => expect(inWork).toBe(4));
    const { num_ack_pending: handedOut } = await stage.realm.jsm.consumers.info(durable.stream, durable.name);
    expect(handedOut).toBe(4);
    gate.resolve();
    await stage.untilSettled();
    expect(most).toBe(4);
  });

  it('is shared by the replicas', async () => {
    const taken = [new Set<string>(), new Set<string>()];
    const gate = Promise.withResolvers<void>();
    for (const own of taken) {
      await stage.reacting(
        async ({ subject }) => {
          own.add(subject);
          await gate.promise;
        },
        { prefetch: 5 },
      );
    }
    await Promise.all(Array.from({ length: 10 }, () => refuseTransfer(stage.directory)));
    await eventually(() => expect(taken.map(({ size }) => size)).toEqual([5, 5]));
    gate.resolve();
    await stage.untilSettled();
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
    await stage.reacting(({ subject }) => Promise.resolve(void handled.push(subject)));
    const labels = { durable: durable.name, reason };
    const before = await metric('serviceportal_dead_letters_total', labels);
    const sequence = await publishRaw(`transfers.${randomUUID()}.refused`, text);
    const after = await refuseTransfer(stage.directory);
    await stage.untilSettled();
    expect(handled).toEqual([after]);
    const letters = await stage.realm.deadLetters();
    expect(letters).toMatchObject([
      { service: 'call-intake', reason, stream: 'TRANSFERS', sequence, consumer: durable.name, deliveries: 1 },
    ]);
    expect(letters[0]!.error).toEqual(typeof error === 'string' ? error : expect.stringMatching(error));
    expect(JSON.stringify(letters)).not.toContain('Mustermann fragt');
    expect(JSON.stringify(letters)).not.toContain('Erika Mustermann');
    expect(await metric('serviceportal_dead_letters_total', labels)).toBe(before + 1);
    // It stays in its stream for whoever mends it.
    expect(await stage.realm.jsm.streams.getMessage('TRANSFERS', { seq: sequence })).not.toBeNull();
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
    await stage.reacting(() => {
      tries += 1;
      return Promise.reject(failure);
    });
    await refuseTransfer(stage.directory);
    await stage.untilSettled();
    expect(tries).toBe(1);
    expect(await stage.realm.deadLetters()).toMatchObject([letter]);
  });

  it('an exception nobody foresaw is tried once more than there are pauses, then given up without its words', async () => {
    const deliveries: number[] = [];
    await stage.reacting(
      () => {
        deliveries.push(deliveries.length + 1);
        return Promise.reject(new RangeError('Erika Mustermann is out of range'));
      },
      { retryPausesMs: [5, 10, 15] },
    );
    await refuseTransfer(stage.directory);
    await stage.untilSettled();
    expect(deliveries).toEqual([1, 2, 3, 4]);
    expect(await stage.realm.deadLetters()).toMatchObject([{ reason: 'gave-up', error: 'RangeError', deliveries: 4 }]);
    expect(RETRY_PAUSES_MS).toHaveLength(7);
  });
});

it('a durable that nobody made is a ConfigError that says what to do', async () => {
  const { log } = await stage.open();
  const missing = { ...DURABLES.callIntakeOnTicketOpened };
  await stage.realm.jsm.consumers.delete(missing.stream, missing.name);
  await expect(log.react(missing)).rejects.toThrow(ConfigError);
  await expect(log.react(missing)).rejects.toThrow('npm run provision');
});

it('two reactions of one durable to the same event are a mistake', async () => {
  const { log } = await stage.open();
  const twice = react(TransferRefused, () => Promise.resolve());
  expect(() => log.react(durable, twice, twice)).toThrow('two reactions');
});
