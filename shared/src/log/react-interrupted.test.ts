import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { Unavailable } from '../errors.ts';
import { react } from './index.ts';
import { openProxy } from './testing/proxy.ts';
import { durable, stageReactions } from './testing/stage-reactions.ts';
import { count, TallyAggregate } from './testing/tally.ts';
import { refuseTransfer } from './testing/transfers.ts';
import { TransferRefused } from '../contracts/index.ts';

const stage = stageReactions();

describe('a dependency that is down', () => {
  it('is waited for, however often: it costs no try and holds up nobody else', async () => {
    let calls = 0;
    let first: string | undefined;
    const others: string[] = [];
    const lines: string[] = [];
    await stage.reacting(
      ({ subject }) => {
        first ??= subject;
        if (subject !== first) return Promise.resolve(void others.push(subject));
        calls += 1;
        return calls <= 5 ? Promise.reject(new Unavailable('the mail server is away')) : Promise.resolve();
      },
      { retryPausesMs: [], onLine: ({ msg }) => lines.push(msg) },
    );
    await refuseTransfer(stage.directory);
    await eventually(() => expect(calls).toBeGreaterThanOrEqual(2));
    const other = await refuseTransfer(stage.directory);
    await eventually(() => expect(others).toEqual([other]));
    expect(calls).toBeLessThan(6);
    await stage.untilSettled();
    expect(calls).toBe(6);
    expect(await stage.realm.deadLetters()).toEqual([]);
    expect(lines.filter((line) => line === 'holding messages')).toHaveLength(1);
    expect(lines).toContain('no message is held any more');
  });

  it('may be the log itself: what is in hand is done once it is back, and nothing twice', async () => {
    const tallyId = randomUUID();
    const { log } = await stage.reacting(async (_, context, own) => {
      await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
    });
    for (let i = 0; i < 30; i++) await refuseTransfer(stage.directory);
    await stage.realm.nats.kill();
    await stage.realm.nats.start();
    await eventually(() => refuseTransfer(stage.directory));
    await eventually(async () => {
      expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 31 } });
    });
    await stage.untilSettled();
    expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { revision: 31 } });
    expect(await stage.realm.deadLetters()).toEqual([]);
  });
});

describe('stopping', () => {
  it('in the middle of a handler waits for it, and what waited goes to another replica at once', async () => {
    const begun = Promise.withResolvers<string>();
    const gate = Promise.withResolvers<void>();
    const replica = await stage.reacting(
      async ({ subject }) => {
        begun.resolve(subject);
        await gate.promise;
      },
      { prefetch: 1 },
    );
    const first = await refuseTransfer(stage.directory);
    expect(await begun.promise).toBe(first);
    const second = await refuseTransfer(stage.directory);
    let closed = false;
    const closing = replica.life.close().then(() => (closed = true));
    const byOther: string[] = [];
    await stage.reacting(({ subject }) => Promise.resolve(void byOther.push(subject)));
    await eventually(() => expect(byOther).toEqual([second]));
    expect(closed).toBe(false);
    gate.resolve();
    await closing;
    await stage.untilSettled();
    expect(byOther).toEqual([second]);
  });

  it('gives back what is held, at once', async () => {
    const replica = await stage.reacting(() => Promise.reject(new Unavailable('away')));
    const held = await refuseTransfer(stage.directory);
    await eventually(async () => {
      expect(await stage.realm.jsm.consumers.info(durable.stream, durable.name)).toMatchObject({ num_ack_pending: 1 });
    });
    await replica.life.close();
    const byOther: string[] = [];
    await stage.reacting(({ subject }) => Promise.resolve(void byOther.push(subject)));
    await eventually(() => expect(byOther).toEqual([held]), 3_000);
  });

  it('while starting leaves nothing open', async () => {
    const replica = await stage.open();
    const starting = replica.log.react(
      durable,
      react(TransferRefused, () => Promise.resolve()),
    );
    await replica.life.close();
    await starting.catch((cause: unknown) => expect(cause).toBeInstanceOf(Unavailable));
    await eventually(async () => {
      expect(await stage.realm.jsm.consumers.info(durable.stream, durable.name)).toMatchObject({ num_waiting: 0 });
    });
  });

  it('without a word, as a process that was killed, leaves the message to another replica; what still works keeps its own', async () => {
    const tallyId = randomUUID();
    const proxy = await openProxy(stage.realm.nats.url);
    try {
      const begun = Promise.withResolvers<string>();
      const never = Promise.withResolvers<void>();
      await stage.reacting(
        async (event, context, own) => {
          await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
          begun.resolve(event.subject);
          await never.promise;
        },
        { natsUrl: proxy.url, prefetch: 1 },
      );
      await refuseTransfer(stage.directory);
      const lost = await begun.promise;
      const deliveries: string[] = [];
      const slow = Promise.withResolvers<void>();
      const { log } = await stage.reacting(async (event, context, own) => {
        deliveries.push(event.subject);
        if (event.subject !== lost) return slow.promise;
        await own.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 1));
      });
      const kept = await refuseTransfer(stage.directory);
      await eventually(() => expect(deliveries).toEqual([kept]));
      await proxy.close();
      // The server waits as long as for any message; the one that works is kept alive all the while.
      await eventually(() => expect(deliveries).toEqual([kept, lost]), 15_000);
      slow.resolve();
      await stage.untilSettled();
      expect(deliveries).toEqual([kept, lost]);
      expect(await log.aggregate(TallyAggregate).require(tallyId)).toMatchObject({ state: { total: 1, revision: 1 } });
      never.resolve();
    } finally {
      await proxy.close();
    }
  });
});
