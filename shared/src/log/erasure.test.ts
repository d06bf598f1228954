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
import { refuse } from '../errors.ts';
import { createLifecycle } from '../lifecycle.ts';
import { createLogger } from '../telemetry/index.ts';
import { createClock } from '../time/index.ts';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { forgetBefore } from './forget.ts';
import { type Aggregates, type Log, openLog } from './index.ts';
import { count, shift, type Tally, TallyAggregate, TallyCounted, TallyErased } from './testing/tally.ts';

/** A server as ours in everything but encryption, so that what is on its disk can be read. */
const life = createLifecycle();
const cityFolder = fileURLToPath(new URL('../../../deploy/cities/musterstadt', import.meta.url));
const secret = `Erika-${randomUUID()}`;
let folder: string;
let log: Log;
let tallies: Aggregates<Tally>;
let jsm: JetStreamManager;

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
  const authenticator = nkeyAuthenticator(readFileSync(users.services['call-intake']!.seedFile));
  const connection = await connect({ servers: server.url, authenticator, inboxPrefix: '_INBOX_call-intake' });
  life.onClose('connection', () => connection.close());
  jsm = await jetstreamManager(connection, { checkAPI: false });
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

describe('an aggregate that is erased', () => {
  const because = (lasting?: true) =>
    ({ cause: { id: randomUUID(), ...(lasting && { lasting }) }, actor: { type: 'agent', id: 'anna' } }) as const;
  const marker = (tallyId: string) => (tally: Tally | undefined) =>
    happened(TallyErased, { tallyId, total: tally!.total, erasedAt: '2026-11-24T10:00:00+01:00' });

  /** A tally with so many events, each with its secret, and its marker. */
  async function erasedTally(secretWord: string): Promise<{ id: string; sequence: number }> {
    const id = randomUUID();
    for (let n = 1; n <= 6; n++) {
      const telling = { tallyId: id, total: n, note: secretWord };
      await tallies.handle(id, because(), () => happened(TallyCounted, telling, { by: 1 }));
    }
    const { sequence, state } = await tallies.erase(id, because(), marker(id));
    expect(state).not.toHaveProperty('note');
    return { id, sequence };
  }

  const stored = async () => (await jsm.streams.info('CALLS')).state.messages;
  /** The link of a connection that stands. */
  const link = { ask: <T>(request: () => Promise<T>) => request() };

  it('keeps nothing on the disk but its marker', async () => {
    const word = `Erika-${randomUUID()}`;
    const { id, sequence } = await erasedTally(word);
    expect(isOnDisk(word)).toBe(true);
    expect(await log.forget(TallyAggregate, id, sequence)).toBe(6);
    expect(isOnDisk(word)).toBe(false);
    expect((await tallies.require(id)).state).toMatchObject({ total: 6, erasedAt: '2026-11-24T10:00:00+01:00' });
    expect(await log.forget(TallyAggregate, id, sequence)).toBe(0);
  });

  it.each([0, 1, 3, 5])(
    'is finished by the next run where one was killed after %d deletions, oldest first',
    async (deletions) => {
      const word = `Erika-${randomUUID()}`;
      const { id, sequence } = await erasedTally(word);
      const before = await stored();
      let left = deletions;
      const deleteMessage: typeof jsm.streams.deleteMessage = (...args) =>
        left-- > 0 ? jsm.streams.deleteMessage(...args) : Promise.reject(new Error('killed'));
      const streams = Object.assign(Object.create(jsm.streams) as typeof jsm.streams, { deleteMessage });
      const dying = { link: link as never, jsm: Object.assign(Object.create(jsm) as JetStreamManager, { streams }) };
      await expect(forgetBefore(dying, TallyAggregate, id, sequence)).rejects.toThrow('killed');
      expect(await stored()).toBe(before - deletions);
      // Whatever is left, the newest state is the marker.
      expect((await tallies.require(id)).sequence).toBe(sequence);
      await log.forget(TallyAggregate, id, sequence);
      expect(await stored()).toBe(before - 6);
      expect(isOnDisk(word)).toBe(false);
    },
  );

  it('looks missing to whoever does not see it, alone and beside another', async () => {
    const { id } = await erasedTally(secret);
    const other = randomUUID();
    await tallies.handle(other, because(), count(other, 3));
    const missing = { code: 'not-found', detail: 'There is no such tally.' };
    const stranger = (tally: Tally | undefined) => (tally?.tallyId === id ? undefined : tally);
    const counted = (tally: Tally | undefined) => (tally ? count(id, 1)(tally) : refuse('not-found', missing.detail));
    await expect(tallies.handle(id, because(), (tally) => counted(stranger(tally)))).rejects.toMatchObject(missing);
    await expect(tallies.handle(randomUUID(), because(), counted)).rejects.toMatchObject(missing);
    for (const both of [[id, other] as const, [other, id] as const]) {
      const shifted = tallies.handleBoth(both, because(), (a, b) => shift(1)(stranger(a), stranger(b)));
      await expect(shifted).rejects.toMatchObject(missing);
      // The control: who sees it is told why.
      await expect(tallies.handleBoth(both, because(), shift(1))).rejects.toThrow(/were erased/);
    }
    await expect(tallies.handle(id, because(), counted)).rejects.toThrow(/were erased/);
    // Nor is it told by another refusal that says the same of what is missing.
    const wrongTarget = (_: Tally | undefined, b: Tally | undefined) =>
      b ? shift(1)(b, b) : refuse('unprocessable', 'to is not a tally.');
    const into = tallies.handleBoth([other, id], because(), (a, b) => wrongTarget(a, stranger(b)));
    await expect(into).rejects.toMatchObject({ code: 'unprocessable' });
    expect((await tallies.require(other)).state.total).toBe(3);
  });

  it('takes no command, answers what happened elsewhere as done, and cannot be made anew', async () => {
    const { id, sequence } = await erasedTally(secret);
    const sentence = 'The data of this tally were erased: nothing can be done with it any more.';
    await expect(tallies.handle(id, because(), count(id, 1))).rejects.toThrow(sentence);
    await expect(tallies.begin(id, because(), count(id, 1))).rejects.toThrow(sentence);
    await expect(
      tallies.create(
        because(),
        () => id,
        () => count(id, 1)(undefined),
      ),
    ).rejects.toThrow(sentence);
    expect(await tallies.handle(id, because(true), count(id, 1))).toMatchObject({ repeated: true, sequence });
    expect(await tallies.erase(id, because(), marker(id))).toMatchObject({ repeated: true, sequence });
  });
});
