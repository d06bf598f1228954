import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JsMsg } from '@nats-io/jetstream';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import fc from 'fast-check';
import { DURABLES, TransferRefused } from '../contracts/index.ts';
import { type HandleMessage, type Log, react } from './index.ts';
import { handlerOf } from './react.ts';
import { openReplica, type Replica } from './testing/replica.ts';
import { count, TallyAggregate } from './testing/tally.ts';
import { refuseTransfer } from './testing/transfers.ts';

const EVENTS = 5;

let realm: Realm;
let replicas: Replica[];
let messages: JsMsg[];

beforeAll(async () => {
  realm = await openRealm();
  replicas = [await openReplica(realm, 'call-intake'), await openReplica(realm, 'call-intake')];
  const directory = await realm.log('directory');
  for (let i = 0; i < EVENTS; i++) await refuseTransfer(directory);
  messages = [];
  const consumer = await realm.jsm.jetstream().consumers.get('TRANSFERS');
  for await (const message of await consumer.fetch({ max_messages: EVENTS, expires: 2_000 })) messages.push(message);
}, 60_000);

afterAll(async () => {
  await Promise.all(replicas.map(({ life }) => life.close()));
  await realm.close();
});

/** Adds to the tally what tells each event from the others: a power of two. */
function countingInto(tallyId: string, log: Log): HandleMessage {
  const counts = react(TransferRefused, async (event, context) => {
    await log.aggregate(TallyAggregate).handle(tallyId, context, count(tallyId, 2 ** event.sequence));
  });
  return handlerOf(DURABLES.callIntakeOnTransferDecided, [counts], log.service);
}

/** Every event at least once, some again, in any order: what replicas sharing a durable get to see. */
const deliveries = fc
  .array(fc.nat({ max: EVENTS - 1 }), { maxLength: EVENTS })
  .chain((again) => fc.shuffledSubarray([...Array(EVENTS).keys(), ...again], { minLength: EVENTS + again.length }));

describe('reactions', () => {
  it('end in the same state whatever the order and however often each event comes, one after the other', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (order) => {
        const tallyId = randomUUID();
        const handle = countingInto(tallyId, replicas[0]!.log);
        for (const index of order) await handle(messages[index]!);
        await expectEnd(tallyId);
      }),
      { numRuns: 25 },
    );
  });

  it('do so at the same time and over two replicas too', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (order) => {
        const tallyId = randomUUID();
        const handlers = replicas.map(({ log }) => countingInto(tallyId, log));
        await Promise.all(order.map((index, at) => handlers[at % 2]!(messages[index]!)));
        await expectEnd(tallyId);
      }),
      { numRuns: 25 },
    );
  });

  async function expectEnd(tallyId: string): Promise<void> {
    const { state, handled } = await replicas[0]!.log.aggregate(TallyAggregate).require(tallyId);
    expect(state).toEqual({ tallyId, total: 2 ** (EVENTS + 1) - 2, revision: EVENTS });
    expect(new Set(handled.map(({ cause }) => cause)).size).toBe(EVENTS);
  }
});
