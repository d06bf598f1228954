import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { findNatsServer, startNatsServer } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { clusterLines, provision, type WrittenNatsConfig, writeNatsConfig } from '@serviceportal/deploy/nats';
import { eventually } from '@serviceportal/test/eventually';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createClock } from '../time/index.ts';
import { appendEvent, filterOf } from './append.ts';
import { openLog } from './index.ts';
import { watchLink } from './link.ts';
import { count, openTally, TallyAggregate } from './testing/tally.ts';
import { refuse } from '../errors.ts';

/** Three servers on this machine, every stream on all three, and a writer on each. */
const life = createLifecycle();
const logger = createLogger({ service: 'race', level: 'silent' });
const cityFolder = fileURLToPath(new URL('../../../deploy/cities/musterstadt', import.meta.url));
const RACES = 200;

let config: WrittenNatsConfig;
let urls: string[];
let writers: Writer[];

type Writer = Parameters<typeof appendEvent>[0] & { connection: NatsConnection };

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-'));
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  const binary = await findNatsServer({ say: () => undefined });
  const env = { JETSTREAM_KEY: randomBytes(32).toString('hex') };
  const ports = await Promise.all([0, 1, 2].map(findFreePort));
  const routePorts = await Promise.all([0, 1, 2].map(findFreePort));
  urls = await Promise.all(
    ports.map(async (port, index) => {
      const cluster = clusterLines('race', routePorts[index]!, routePorts);
      config = writeNatsConfig({ dataDir: folder, cityFolder, port, cluster, serverName: `node-${index}` });
      const logFile = join(folder, `node-${index}`, 'nats.log');
      const server = await startNatsServer({ binary, configFile: config.configFile, env, logFile });
      life.onClose(server.url, () => server.stop());
      return server.url;
    }),
  );
  const { seedFile } = config.users.provisioner;
  await eventually(() => provision({ natsUrl: urls.join(), seedFile, cityFolder, replicas: 3 }), 30_000);
  writers = await Promise.all(urls.map((url) => openWriter(url, seedFile)));
}, 60_000);

afterAll(() => life.close());

async function openWriter(url: string, seedFile: string): Promise<Writer> {
  const authenticator = nkeyAuthenticator(readFileSync(seedFile));
  const connection = await connect({ servers: url, ignoreClusterUpdates: true, authenticator });
  life.onClose(url, () => connection.close());
  return { connection, js: jetstream(connection), link: watchLink(connection, logger, life) };
}

/** How many of the writers win, all of them racing to write the first event of an aggregate. */
async function race(filters: readonly string[], id: string): Promise<number> {
  const outcomes = await Promise.all(
    filters.map((filter, index) =>
      appendEvent(writers[index]!, { subject: `calls.${id}.writer-${index}`, lastSequence: 0, filter }, {
        id: randomUUID(),
      } as never),
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

  // The control: without it the test above might be green because nobody really races.
  it('do both win in some races where one spells the filter differently', async () => {
    const winners = await winnersOf((id) => [filterOf(TallyAggregate, id), `calls.${id}.*`]);
    expect(winners.filter((each) => each === 2).length).toBeGreaterThan(0);
  }, 60_000);
});

it('several replicas of a service, each on a server of its own, lose no count and create only once', async () => {
  const logs = await Promise.all(
    urls.map((url) =>
      openLog(
        { NATS_URL: url, NATS_SEED_FILE: config.users.services['call-intake']!.seedFile },
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
}, 60_000);
