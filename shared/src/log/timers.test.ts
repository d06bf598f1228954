import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { DURABLES, type TimerDue } from '../contracts/index.ts';
import { Permanent, Unavailable } from '../errors.ts';
import { formatTimestamp } from '../time/index.ts';
import type { Context, Timers } from './index.ts';
import { openReplica, type Replica } from './testing/replica.ts';

const durable = DURABLES.ticketsOnTimerDue;

let realm: Realm;
let setter: Timers;
let fired: { timer: TimerDue; context: Context; early: boolean }[];
const replicas: Replica[] = [];

beforeAll(async () => {
  // A city clock far from the real one, as in development: timers are kept in real time.
  realm = await openRealm({ cityClock: '2026-11-23T09:00:00+01:00' });
  setter = (await realm.log('tickets')).timers();
}, 60_000);

afterAll(() => realm.close());

beforeEach(async () => {
  fired = [];
  await realm.jsm.streams.purge('TIMERS_TICKETS');
  await realm.jsm.streams.purge('DEAD');
});

afterEach(async () => {
  await Promise.all(replicas.splice(0).map(({ life }) => life.close()));
});

async function listening(on: (timer: TimerDue) => Promise<void> = () => Promise.resolve()): Promise<Replica> {
  const replica = await openReplica(realm, 'tickets', { retryPausesMs: [10, 10, 10] });
  replicas.push(replica);
  await replica.log.timers().onDue(durable, async (timer, context) => {
    const early = Date.parse(timer.at) > realm.clock.now().epochMilliseconds;
    await on(timer);
    fired.push({ timer, context, early });
  });
  return replica;
}

/** A timer in `seconds` from now, by the city's clock. */
function timer(seconds: number, change: Partial<TimerDue> = {}): TimerDue {
  const at = formatTimestamp(realm.clock.now().add({ seconds }), realm.clock.zone);
  return { kind: 'callback', id: randomUUID(), plan: 1, at, ...change };
}

async function untilGone(): Promise<void> {
  await eventually(async () => {
    const { state } = await realm.jsm.streams.info('TIMERS_TICKETS');
    expect(state.messages).toBe(0);
  }, 25_000);
}

const named = ({ kind, id }: TimerDue) => `${kind}.${id}`;

describe('a timer', () => {
  it('fires once, when the city says so and not before, and is gone then', async () => {
    await listening();
    await listening();
    const soon = timer(2);
    await setter.set(soon);
    expect(await setter.waiting()).toEqual(new Set([named(soon)]));
    await untilGone();
    expect(fired).toMatchObject([
      {
        timer: soon,
        early: false,
        context: {
          cause: { id: `timer:tickets:callback:${soon.id}:1`, lasting: true },
          actor: { type: 'service', id: 'tickets' },
        },
      },
    ]);
    expect(await setter.waiting()).toEqual(new Set());
  });

  it('in the past fires at once', async () => {
    await listening();
    const past = timer(-3_600);
    await setter.set(past);
    await untilGone();
    expect(fired.map((each) => each.timer)).toEqual([past]);
  });

  it('is replaced by setting it again', async () => {
    await listening();
    const first = timer(3_600);
    const second = { ...timer(-1), id: first.id, plan: 2 };
    const other = timer(3_600);
    for (const each of [first, other, second]) await setter.set(each);
    await eventually(() => expect(fired.map((each) => each.timer)).toEqual([second]));
    await eventually(async () => expect(await setter.waiting()).toEqual(new Set([named(other)])));
  });

  it('that came due while nobody listened, or while the server was away, fires afterwards, once', async () => {
    const missed = timer(-1);
    await setter.set(missed);
    const during = timer(1);
    await setter.set(during);
    await realm.nats.kill();
    await eventually(() => expect(Date.parse(during.at)).toBeLessThan(realm.clock.now().epochMilliseconds));
    await realm.nats.start();
    await listening();
    await untilGone();
    expect(fired.map((each) => named(each.timer)).sort()).toEqual([missed, during].map(named).sort());
  });

  it('whose handler fails comes again', async () => {
    let tries = 0;
    await listening(() => (++tries < 3 ? Promise.reject(new Error('the database stumbled')) : Promise.resolve()));
    await setter.set(timer(-1));
    await untilGone();
    expect(tries).toBe(3);
    expect(fired).toHaveLength(1);
  });

  it('that a dependency holds up waits for it', async () => {
    let tries = 0;
    await listening(() => (++tries < 3 ? Promise.reject(new Unavailable('away')) : Promise.resolve()));
    await setter.set(timer(-1));
    await untilGone();
    expect(tries).toBe(3);
  });

  it.each<[string, string, string]>([
    ['no JSON', 'x', 'bad-json'],
    ['no timer', '{"kind":"callback"}', 'bad-data'],
  ])('that is %s is given up', async (_, text, reason) => {
    await listening();
    await realm.jsm.jetstream().publish(`due.tickets.callback.${randomUUID()}`, text);
    await eventually(async () =>
      expect(await realm.deadLetters()).toMatchObject([{ reason, stream: 'TIMERS_TICKETS' }]),
    );
    expect(fired).toEqual([]);
  });

  it('nobody knows what to do with is given up', async () => {
    await listening(() => Promise.reject(new Permanent('unknown-timer', 'no such kind')));
    await setter.set(timer(-1, { kind: 'other' }));
    await eventually(async () => expect(await realm.deadLetters()).toMatchObject([{ reason: 'unknown-timer' }]));
  });

  it.each([{ id: 'a.b' }, { id: '*' }, { kind: '' }, { at: 'tomorrow' }, { plan: -1 }])(
    'with %j is a mistake and not set',
    async (change) => {
      await expect(setter.set(timer(60, change))).rejects.toThrow();
      expect(await setter.waiting()).toEqual(new Set());
    },
  );
});

it('hundreds that come due in the same second all fire once', async () => {
  await listening();
  const timers = Array.from({ length: 300 }, () => timer(1));
  await Promise.all(timers.map((each) => setter.set(each)));
  await untilGone();
  expect(fired.map((each) => named(each.timer)).sort()).toEqual(timers.map(named).sort());
});
