import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { type DurableContract, DURABLES, type StreamName } from '@serviceportal/shared/contracts';
import { readSeed } from '@serviceportal/shared/log';
import { caughtUp } from '../support/caught-up.ts';
import { run } from '../support/command.ts';
import { CONCERN, deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get } from '../support/http.ts';
import { stageSystem } from '../support/stage-system.ts';
import type { TestSystem } from '../support/system.ts';

let system: TestSystem;
stageSystem((started) => (system = started));

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
    await allDone();
    // How far each reaction was nobody has noted: all of them saw all of it again.
    expect(await contents()).toEqual(before);
    await eventually(async () => expect(await waitingTimers()).toEqual(timers), 20_000);
    for (const { callId } of connected) {
      const { body } = await get(`${system.urls['call-intake']}/calls/${callId}`);
      expect(body).toMatchObject({ call: { state: 'transferred', transfers: [{ outcome: 'connected' }] } });
    }
    expect(await reconcile()).toMatchObject({ code: 0 });
    expect((await reconcile('--dead')).output).toBe('No message was given up in the last 30 days.\n');
    expect(await degraded('notify')).toEqual(['mails']);

    // A crash is a start, too: nobody has looked yet who was forgotten.
    await system.restart({ cityClock: undefined });
    expect(await degraded('notify')).toEqual(['mails']);
    await system.restart({ cityClock: undefined, env: { HOLD_MAILS: 'no' } });
    expect(await degraded('notify')).toEqual([]);
    await system.restart({ cityClock: undefined, env: {} });
    expect(await degraded('notify')).toEqual([]);
    const { body } = await desk.call({ departmentId: 'testamt' });
    expect(body.outcome).toBe('connected');
  }, 180_000);

  it('under services that run has it again without a restart, timers and all', async () => {
    const desk = deskOf(system);
    await desk.call({ departmentId: 'testamt', takesLonger: true });
    await allDone();
    const before = await contents();
    const timers = await waitingTimers();
    await withOperator(async (jsm) => {
      for (const stream of [...COPIED, 'TIMERS_TICKETS', 'TIMERS_NOTIFY']) await jsm.streams.delete(stream);
    });
    // The control: what is to be seen of it until it is mended.
    await eventually(async () => expect(await degraded('tickets')).toEqual(['deliveries']), 30_000);
    expect(await command('deploy/provision.ts')).toMatchObject({ code: 0 });
    expect(await waitingTimers()).toEqual([]);
    expect(await reconcile('--remake', 'CALLS', 'TICKETS')).toEqual({
      code: 1,
      output: expect.stringMatching(/^reconcile: KNOWLEDGE, .* are lost too: npm run reconcile -- --remake all\n$/),
    });
    expect(await reconcile('--remake', 'all')).toMatchObject({ code: 0 });
    await allDone();
    await eventually(async () => expect(await waitingTimers()).toEqual(timers), 30_000);
    expect(await contents()).toEqual(before);
    await eventually(async () => expect(await degraded('tickets')).toEqual([]), 30_000);
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

  /** What tickets, mails and digests wait for. */
  function waitingTimers(): Promise<string[]> {
    return withOperator(async (jsm) => {
      const of = async (stream: string) =>
        Object.keys((await jsm.streams.info(stream, { subjects_filter: 'timers.>' })).state.subjects ?? {});
      return [...(await of('TIMERS_TICKETS')), ...(await of('TIMERS_NOTIFY'))].sort();
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

  async function degraded(service: 'notify' | 'tickets'): Promise<string[]> {
    const { body } = await get<{ degraded?: string[] }>(`${system.urls[service]}/health/ready`);
    return body.degraded ?? [];
  }

  function reconcile(...args: string[]) {
    return command('deploy/reconcile.ts', ...args);
  }

  function command(program: string, ...args: string[]) {
    return run(program, args, { DATA_DIR: system.dataDir, PORT_BASE: String(system.portBase) });
  }
});
