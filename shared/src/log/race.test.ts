import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { type Cluster, startCluster } from '@serviceportal/test/cluster';
import { streamOf } from '../contracts/streams.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createClock } from '../time/index.ts';
import { appendBoth, appendEvent, filterOf } from './append.ts';
import { openLog } from './index.ts';
import { type Link, watchLink } from './link.ts';
import { count, openTally, shift, TallyAggregate } from './testing/tally.ts';
import { refuse } from '../errors.ts';

/** Three servers on this machine, every stream on all three, and a writer on each. */
const life = createLifecycle();
const logger = createLogger({ service: 'race', level: 'silent' });
const RACES = 120;
const BATCH_RACES = 40;

let cluster: Cluster;
let writers: Writer[];

interface Writer {
  readonly connection: NatsConnection;
  readonly link: Link;
}

beforeAll(async () => {
  cluster = await startCluster(life);
  writers = await Promise.all(cluster.urls.map((url) => openWriter(url, cluster.operatorSeed)));
}, 60_000);

afterAll(() => life.close());

async function openWriter(url: string, seedFile: string): Promise<Writer> {
  const authenticator = nkeyAuthenticator(readFileSync(seedFile));
  const connection = await connect({ servers: url, ignoreClusterUpdates: true, authenticator });
  life.onClose(url, () => connection.close());
  return { connection, link: watchLink(connection, logger, life) };
}

/** How many of the writers win, all of them racing to write the first event of an aggregate. */
async function race(filters: readonly string[], id: string): Promise<number> {
  const outcomes = await Promise.all(
    filters.map((filter, index) =>
      appendEvent(writers[index]!.link, {
        subject: `calls.${id}.writer-${index}`,
        envelope: { id: randomUUID() } as never,
        expect: { lastSequence: 0, filter },
      }),
    ),
  );
  return outcomes.filter(({ outcome }) => outcome === 'stored').length;
}

async function winnersOf(filtersFor: (id: string) => string[]): Promise<number[]> {
  const winners: number[] = [];
  for (let done = 0; done < RACES; done++) {
    const id = randomUUID();
    winners.push(await race(filtersFor(id), id));
  }
  return winners;
}

describe('several writers on three servers, racing for one aggregate', () => {
  it('are on streams that three servers keep', async () => {
    const jsm = await jetstreamManager(writers[0]!.connection);
    const { config: calls, cluster } = await jsm.streams.info('CALLS');
    expect(calls.num_replicas).toBe(3);
    expect(cluster?.replicas).toHaveLength(2);
  });

  it('never both win with the one spelling of the filter', async () => {
    const winners = await winnersOf((id) => writers.map(() => filterOf(TallyAggregate, id)));
    expect(winners).toEqual(winners.map(() => 1));
  }, 60_000);

  it('never both win where two of them write two events at once', async () => {
    for (let done = 0; done < BATCH_RACES; done++) {
      const id = randomUUID();
      const expect0 = { lastSequence: 0, filter: filterOf(TallyAggregate, id) };
      const append = (token: string) => ({ subject: `calls.${id}.${token}`, envelope: { id: randomUUID() } as never });
      const outcomes = await Promise.all([
        appendBoth(writers[0]!.link, [{ ...append('one'), expect: expect0 }, append('two')]),
        appendBoth(writers[1]!.link, [{ ...append('three'), expect: expect0 }, append('four')]),
        appendEvent(writers[2]!.link, { ...append('five'), expect: expect0 }),
      ]);
      expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'conflict', 'stored']);
    }
  }, 60_000);

  // The control: without it the test above might be green because nobody really races.
  it('do both win in some races where one spells the filter differently', async () => {
    const winners = await winnersOf((id) => [filterOf(TallyAggregate, id), `calls.${id}.*`]);
    expect(winners.filter((each) => each === 2).length).toBeGreaterThan(0);
  }, 60_000);
});

it('several replicas of a service, each on a server of its own, lose no count and create only once', async () => {
  const logs = await Promise.all(
    cluster.urls.map((url) =>
      openLog(
        { NATS_URL: url, NATS_SEED_FILE: cluster.seedFile('call-intake') },
        { service: 'call-intake', clock: createClock(undefined, 'Europe/Berlin'), logger },
        life,
      ),
    ),
  );
  const tallies = logs.map((log) => log.aggregate(TallyAggregate));
  const because = (id: string = randomUUID()) => ({ cause: { id }, actor: { type: 'agent', id: 'anna' } }) as const;

  for (let round = 0; round < 20; round++) {
    const id = randomUUID();
    const opened = await Promise.allSettled(
      tallies.map((each) =>
        each.handle(id, because(), (tally) => (tally ? refuse('conflict', 'taken') : openTally(id))),
      ),
    );
    expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const same = because();
    await Promise.all(tallies.flatMap((each) => [same, because()].map((why) => each.handle(id, why, count(id, 1)))));
    expect(await tallies[0]!.require(id)).toMatchObject({ state: { total: 4, revision: 5 } });
  }

  const ids = [randomUUID(), randomUUID()] as const;
  for (const id of ids) await tallies[0]!.handle(id, because(), count(id, 10));
  for (let round = 0; round < 10; round++) {
    const to = ids[round % 2]!;
    const from = ids[(round + 1) % 2]!;
    const same = because();
    await Promise.all(tallies.map((each) => each.handleBoth([from, to], same, shift(1))));
  }
  expect((await Promise.all(ids.map((id) => tallies[0]!.require(id)))).map(({ state }) => state)).toMatchObject([
    { total: 10, revision: 11 },
    { total: 10, revision: 11 },
  ]);
}, 60_000);

it('tries of one number on three servers at once are let through as often as allowed', async () => {
  const logs = await Promise.all(
    cluster.urls.map((url) =>
      openLog(
        { NATS_URL: url, NATS_SEED_FILE: cluster.seedFile('tickets') },
        { service: 'tickets', clock: createClock(undefined, 'Europe/Berlin'), logger },
        life,
      ),
    ),
  );
  const limits = logs.map((log) => log.tryLimit('TRIES_BY_NUMBER', 'k'.repeat(32)));
  for (let round = 0; round < 10; round++) {
    const number = randomUUID();
    const tried = await Promise.all(Array.from({ length: 45 }, (_, n) => limits[n % 3]!.attempt(number)));
    expect(tried.filter(Boolean)).toHaveLength(streamOf('TRIES_BY_NUMBER').maxPerSubject!);
  }
}, 60_000);
