import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { metric } from '@serviceportal/test/http';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { entriesIn, entriesOn, fillAudit } from './support/audited.ts';
import { playDirectory, playTickets, seedCity } from './support/city.ts';
import { type ServiceProcess, startServiceProcess } from '@serviceportal/test/service-process';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { type Intake, intakeAt, startIntake } from './support/intake.ts';
import { CONCERN } from './support/stage-transfers.ts';

let realm: Realm;
let victim: Intake & Pick<ServiceProcess, 'end'>;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
}, 60_000);
afterAll(() => realm?.close());
beforeEach(async () => {
  const { url, end } = await startServiceProcess(realm, 'call-intake');
  victim = { ...intakeAt(url, createLifecycle()), end };
}, 30_000);
afterEach(() => victim?.end('SIGKILL'));

async function countOf(callId: string, action: string): Promise<number> {
  return (await entriesOn(realm, callId)).filter((entry) => entry.action === `call-intake.${action}`).length;
}

/**
 * Sends from twenty sides, each the next when it has its answer, until the process is killed in the middle of that; what
 * had been answered by then.
 */
async function answeredUntilKilled<T>(send: () => Promise<T>): Promise<T[]> {
  const answered: T[] = [];
  let killed: Promise<void> | undefined;
  const side = async (): Promise<void> => {
    try {
      answered.push(await send());
    } catch (cause) {
      if (!killed) throw cause;
      return;
    }
    if (answered.length >= 30) killed ??= victim.end('SIGKILL');
    return side();
  };
  await Promise.all(Array.from({ length: 20 }, side));
  await killed;
  return answered;
}

/** Whoever works on after the killed one, until it has recorded what was asked for. */
async function heirRecords(check: () => Promise<void>, withinMs = 30_000): Promise<void> {
  const heir = await startIntake(realm);
  try {
    await eventually(check, withinMs);
  } finally {
    await heir.life.close();
  }
}

describe('killed right after an answer', () => {
  it('it has left a record of every command that was answered and is no event of its own', async () => {
    const callIds = await answeredUntilKilled(async () => {
      const callId = await victim.call({ agentId: 'anna' });
      expect((await victim.post(`/calls/${callId}/end`, {})).status).toBe(200);
      return callId;
    });
    for (const callId of callIds) expect(await countOf(callId, 'end-call')).toBe(1);
  }, 30_000);

  it('the calls that came in are recorded by whoever works on', async () => {
    const callIds = await answeredUntilKilled(() => victim.call({ agentId: 'anna' }));
    await heirRecords(async () => {
      for (const callId of callIds) expect(await countOf(callId, 'receive-call')).toBeGreaterThan(0);
    });
  }, 60_000);

  it('the agents who took ringing calls are recorded by whoever works on', async () => {
    const answered = await answeredUntilKilled(async () => {
      const callId = await victim.call();
      expect((await victim.post(`/calls/${callId}/answer`, { agentId: 'anna' })).status).toBe(200);
      return callId;
    });
    await heirRecords(async () => {
      for (const callId of answered) expect(await countOf(callId, 'answer-call')).toBeGreaterThan(0);
    });
  }, 60_000);

  it('who asked for a transfer, and the ticket it led to, are recorded by whoever works on', async () => {
    const city = createLifecycle();
    await playTickets(realm, city);
    await playDirectory(realm, city);
    const answers = await answeredUntilKilled(async () => {
      const callId = await victim.call({ agentId: 'anna' });
      const wanted = { ...CONCERN, departmentId: 'wohngeld', agentId: 'anna' };
      const { status, body } = await victim.post(`/calls/${callId}/transfer`, wanted);
      expect({ status, outcome: body.outcome }).toEqual({ status: 200, outcome: 'ticket' });
      return { callId, ticketId: body.ticket.ticketId };
    });
    try {
      await heirRecords(async () => {
        const recorded = await transfersRecorded();
        for (const { callId, ticketId } of answers) {
          const ofCall = recorded.filter((ids) => ids.includes(callId));
          expect([ofCall.some((ids) => !ids.includes(ticketId)), ofCall.some((ids) => ids.includes(ticketId))]).toEqual(
            [true, true],
          );
        }
      }, 40_000);
    } finally {
      await city.close();
    }
  }, 60_000);
});

/** The ids that each record of a transfer names. */
async function transfersRecorded(): Promise<string[][]> {
  const entries = await entriesIn(realm);
  return entries.filter(({ action }) => action === 'call-intake.transfer-call').map(({ of }) => of.map(({ id }) => id));
}

/** A frontend reports a call; its place in INTAKE, and the id of the call as soon as it is stored. */
async function reported(): Promise<{ seq: number; callId: string }> {
  const taken = Promise.withResolvers<string>();
  realm.operator.subscribe('live.calls.*.received', {
    max: 1,
    callback: (error, message) => (error ? taken.reject(error) : taken.resolve(message.subject.split('.')[2]!)),
  });
  const report = JSON.stringify({ line: 'hotline', from: '02151 770123', agentId: 'anna' });
  const ack = await realm.operator.request('intake.calls.demo-frontend.received', report, { timeout: 5_000 });
  return { seq: ack.json<{ seq: number }>().seq, callId: await taken.promise };
}

const isThere = async (seq: number) => (await realm.jsm.streams.getMessage('INTAKE', { seq })) !== null;

describe('killed between a reported call and its record', () => {
  it('whoever works on records it, as of the frontend', async () => {
    const empty = await fillAudit(realm);
    const { seq, callId } = await reported();
    await eventually(async () => expect(await isThere(seq)).toBe(false));
    await victim.end('SIGKILL');
    await empty();
    // Else the kill came too late, and the test proved nothing.
    expect(await countOf(callId, 'receive-call')).toBe(0);

    await heirRecords(async () => expect(await countOf(callId, 'receive-call')).toBe(1));
    expect(await entriesOn(realm, callId)).toMatchObject([{ actor: { type: 'frontend', id: 'demo-frontend' } }]);
  }, 60_000);
});

describe('killed between the call and the end of its report', () => {
  // The last test, since what makes reports stay cannot be taken back.
  it('it is recorded once, however often the report comes', async () => {
    const { config } = await realm.jsm.streams.info('INTAKE');
    await realm.jsm.streams.update('INTAKE', { ...config, deny_delete: true });
    const { callId } = await reported();
    const held = { durable: 'call-intake-on-intake', outcome: 'held' };
    const holds = (url: string) =>
      eventually(
        async () => expect(await metric(url, 'serviceportal_reactions_total', held)).toBeGreaterThan(2),
        30_000,
      );
    await holds(victim.url);
    await victim.end('SIGKILL');

    const heir = await startIntake(realm);
    try {
      await holds(heir.url);
      expect(await countOf(callId, 'receive-call')).toBe(1);
    } finally {
      await heir.life.close();
    }
  }, 60_000);
});
