import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type DurableContract, DURABLES, type StreamName } from '@serviceportal/shared/contracts';
import { readSeed } from '@serviceportal/shared/log';
import { caughtUp } from '../support/caught-up.ts';
import { run } from '../support/command.ts';
import { addDepartment, CONCERN, deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, metric } from '../support/http.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Stopping, starting again and running several of a service. */
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
}, 180_000);

afterAll(() => system?.remove(), 60_000);

const list = (state: string) =>
  get<{ items: { ticketId: string }[] }>(
    `${system.urls.tickets}/tickets?departmentId=testamt&state=${state}&limit=200`,
  );

describe('the system', () => {
  it('finds everything again after a restart, on the same clock', async () => {
    const desk = deskOf(system);
    await addDepartment(system, 'testamt');
    const { body, callId } = await desk.call({ departmentId: 'testamt', takesLonger: true });
    const { ticketId } = body.ticket!;
    await eventually(async () => expect((await list('open')).body.items).toHaveLength(1));
    const before = await get(`${system.urls.tickets}/tickets/${ticketId}`);

    await system.restart({ cityClock: undefined });
    expect((await get(`${system.urls.tickets}/tickets/${ticketId}`)).body).toEqual(before.body);
    expect((await get(`${system.urls['call-intake']}/calls/${callId}`)).body).toMatchObject({
      call: { state: 'ticketed' },
    });
    expect((await list('open')).body.items).toMatchObject([{ ticketId }]);
    const hotline = await get<{ open: boolean; openUntil: string }>(`${system.urls.directory}/hotline`);
    expect(hotline.body).toMatchObject({ open: true, openUntil: '2026-11-23T17:00:00+01:00' });
  }, 120_000);

  it('shares the work among two of a service, and one that dies loses nothing', async () => {
    await system.restart({ cityClock: undefined, scale: { tickets: 2 } });
    const desk = deskOf(system);
    const replicas = [1, 2].map((n) => `http://127.0.0.1:${system.portBase + 3 + 100 * n}`);
    const note = async () => {
      const { body } = await desk.call({ departmentId: 'testamt', takesLonger: true });
      return body.ticket?.ticketId;
    };
    const first = await Promise.all(Array.from({ length: 60 }, note));
    const shares = await Promise.all(
      replicas.map((url) => metric(url, 'serviceportal_reactions_total', { durable: 'tickets-on-transfer-refused' })),
    );
    expect(shares.every((share) => share > 0)).toBe(true);
    expect(shares[0]! + shares[1]!).toBe(60);

    const during = Array.from({ length: 60 }, note);
    system.process('tickets', 2).kill('SIGKILL');
    const second = await Promise.all(during);
    await eventually(async () => expect((await list('open')).body.items).toHaveLength(121), 30_000);
    expect(new Set([...first, ...second].filter(Boolean)).size).toBeGreaterThanOrEqual(60);
  }, 180_000);
});

describe('a NATS server that has lost everything', () => {
  const COPIED: StreamName[] = ['DIRECTORY', 'KNOWLEDGE', 'CALLS', 'TRANSFERS', 'TICKETS', 'MAILS', 'TASKS'];

  it('has it again from the database, and nothing that was done is done once more', async () => {
    const desk = deskOf(system);
    const citizen = { ...CONCERN.citizen, email: 'muessig@example.org' };
    const connected = await Promise.all(Array.from({ length: 20 }, () => desk.call({ departmentId: 'testamt' })));
    expect(connected.map(({ body }) => body.outcome)).toEqual(Array(20).fill('connected'));
    for (let n = 0; n < 3; n++) await desk.call({ departmentId: 'testamt', takesLonger: true, citizen });
    await allDone();
    const before = await contents();
    expect(before['MAILS']!.length).toBeGreaterThan(3);
    const timers = await waitingTimers();
    expect(timers).toContainEqual(expect.stringContaining('callback-due'));

    await system.stop();
    await moveStoreAside();
    await system.restart({ cityClock: undefined });
    expect((await contents())['CALLS']).toEqual([]);
    // How far each reaction was nobody has noted: all of them see all of it again.
    expect(await reconcile('--remake', 'CALLS', 'TICKETS')).toEqual({
      code: 1,
      output: 'reconcile: KNOWLEDGE, MAILS, DIRECTORY, TRANSFERS are lost too: npm run reconcile -- --remake all\n',
    });
    expect(await reconcile('--remake', 'all')).toMatchObject({ code: 0 });
    await allDone();
    expect(await contents()).toEqual(before);
    for (const { callId } of connected) {
      const { body } = await get(`${system.urls['call-intake']}/calls/${callId}`);
      expect(body).toMatchObject({ call: { state: 'transferred', transfers: [{ outcome: 'connected' }] } });
    }
    expect(await reconcile()).toMatchObject({ code: 0 });
    expect((await reconcile('--dead')).output).toBe('No message was given up in the last 30 days.\n');

    // The services began with an empty log, and have set no timer for what is in it now.
    await system.restart({ cityClock: undefined });
    await eventually(async () => expect(await waitingTimers()).toEqual(timers), 20_000);
    expect(await contents()).toEqual(before);
    const { body } = await desk.call({ departmentId: 'testamt' });
    expect(body.outcome).toBe('connected');
  }, 180_000);

  /** Once every view and every reaction is through with every stream. */
  function allDone(): Promise<void> {
    const durables = Object.values<DurableContract>(DURABLES).filter(({ stream }) => COPIED.includes(stream));
    return withOperator(async (jsm) => {
      // What one leads to may be another's.
      for (let round = 0; round < 3; round++) for (const durable of durables) await caughtUp(jsm, durable, 30_000);
    });
  }

  /** Every message of every stream that the database has a copy of. */
  function contents(): Promise<Record<string, object[]>> {
    return withOperator(async (jsm) => {
      const read = async (stream: StreamName) => {
        const { first_seq, last_seq } = (await jsm.streams.info(stream)).state;
        const found: object[] = [];
        for (let seq = Math.max(1, first_seq); seq <= last_seq; seq++) {
          const message = await jsm.streams.getMessage(stream, { seq });
          if (message) found.push({ seq, subject: message.subject, envelope: message.json() });
        }
        return [stream, found] as const;
      };
      return Object.fromEntries(await Promise.all(COPIED.map(read)));
    });
  }

  /** What tickets wait for. */
  function waitingTimers(): Promise<string[]> {
    return withOperator(async (jsm) => {
      const { state } = await jsm.streams.info('TIMERS_TICKETS', { subjects_filter: 'timers.>' });
      return Object.keys(state.subjects ?? {}).sort();
    });
  }

  async function withOperator<T>(work: (jsm: JetStreamManager) => Promise<T>): Promise<T> {
    const authenticator = nkeyAuthenticator(readSeed(system.users.provisioner.seedFile));
    const connection = await connect({ servers: system.urls.nats, authenticator });
    return work(await jetstreamManager(connection)).finally(() => connection.close());
  }

  async function moveStoreAside(): Promise<void> {
    const folder = join(system.dataDir, 'nats');
    const store = (await readdir(folder)).find((name) => name.startsWith('store-'))!;
    await rename(join(folder, store), join(folder, 'aside'));
  }

  function reconcile(...args: string[]) {
    return run('deploy/reconcile.ts', args, { DATA_DIR: system.dataDir, PORT_BASE: String(system.portBase) });
  }
});
