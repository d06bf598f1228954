import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findNatsServer, startNatsServer } from '@serviceportal/deploy/infrastructure/nats-server';
import { findFreePort } from '@serviceportal/deploy/infrastructure/tcp';
import { provision, writeNatsConfig } from '@serviceportal/deploy/nats';
import { happened } from '../decision.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createClock } from '../time/index.ts';
import { type Aggregates, type Log, openLog } from './index.ts';
import { count, type Tally, TallyAggregate, TallyCounted } from './testing/tally.ts';

/** A server as ours in everything but encryption, so that what is on its disk can be read. */
const life = createLifecycle();
const cityFolder = fileURLToPath(new URL('../../../deploy/cities/musterstadt', import.meta.url));
const secret = `Erika-${randomUUID()}`;
let folder: string;
let log: Log;
let tallies: Aggregates<Tally>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'erasure-'));
  life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
  const port = await findFreePort();
  const { configFile, users } = writeNatsConfig({ dataDir: folder, cityFolder, port, encrypted: false });
  const binary = await findNatsServer({ say: () => undefined });
  const server = await startNatsServer({ binary, configFile, logFile: join(folder, 'log', 'nats.log') });
  life.onClose('server', () => server.stop());
  await provision({ natsUrl: server.url, seedFile: users.provisioner.seedFile, cityFolder });
  const settings = { NATS_URL: server.url, NATS_SEED_FILE: users.services['call-intake']!.seedFile };
  const clock = createClock(undefined, 'Europe/Berlin');
  const logger = createLogger({ service: 'test', level: 'silent' });
  log = await openLog(settings, { service: 'call-intake', clock, logger }, life);
  tallies = log.aggregate(TallyAggregate);
}, 60_000);

afterAll(() => life.close());

function isOnDisk(text: string): boolean {
  const store = join(folder, 'nats');
  const files = readdirSync(store, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.some((file) => readFileSync(join(file.parentPath, file.name)).includes(text));
}

describe('what is deleted securely', () => {
  it('is gone from the disk, and its neighbours are not', async () => {
    const because = () => ({ cause: { id: randomUUID() }, actor: { type: 'agent', id: 'anna' } }) as const;
    const neighbour = randomUUID();
    await tallies.handle(neighbour, because(), count(neighbour, 1));
    const id = randomUUID();
    const telling = { tallyId: id, total: 1, note: secret };
    const { sequence } = await tallies.handle(id, because(), () => happened(TallyCounted, telling, { by: 1 }));
    await tallies.handle(neighbour, because(), count(neighbour, 1));
    expect(isOnDisk(secret)).toBe(true);
    await log.secureDelete('CALLS', sequence);
    expect(isOnDisk(secret)).toBe(false);
    expect(isOnDisk(neighbour)).toBe(true);
    expect((await tallies.require(neighbour)).state.total).toBe(2);
  });
});
