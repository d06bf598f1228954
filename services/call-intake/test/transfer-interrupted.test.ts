import { describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { entriesOn } from './support/audited.ts';
import { stageTransfers } from './support/stage-transfers.ts';

const stage = stageTransfers();

describe('while the directory is away', () => {
  it('is pending, tells its outcome later, and answers a repeat with it', async () => {
    await stage.closeCity();
    const key = 'late-1';
    const asked = await stage.transfer({ departmentId: 'wohngeld' }, { key });
    const { callId } = asked;
    const live = `/calls/${callId}/live`;
    expect(asked).toMatchObject({ status: 202, body: { outcome: 'pending', transferId: expect.any(String), live } });
    expect((await stage.intake.get(`/calls/${callId}`)).body.call.state).toBe('transferring');
    expect((await stage.transfer({ departmentId: 'standesamt' }, { callId })).status).toBe(409);

    await stage.openCity();
    await eventually(async () => expect((await stage.intake.get(`/calls/${callId}`)).body.call.state).toBe('ticketed'));
    const repeated = await stage.transfer({ departmentId: 'wohngeld' }, { callId, key });
    expect(repeated).toMatchObject({ status: 200, body: { outcome: 'ticket' } });
    expect(await stage.decidedTransfers(callId)).toHaveLength(1);
    // Nobody waited for the ticket any more: who got it is in the audit log all the same.
    const { ticketId } = repeated.body.ticket;
    await eventually(async () => {
      const { transferId } = asked.body;
      const of = expect.arrayContaining([
        { kind: 'transfer', id: transferId },
        { kind: 'call', id: callId },
      ]);
      const actor = { type: 'agent', id: 'anna' };
      expect(await entriesOn(stage.realm, ticketId, 'ticket')).toEqual([
        expect.objectContaining({ action: 'call-intake.transfer-call', actor, of }),
      ]);
    });
  });
});

describe('stopped in the middle of many transfers', () => {
  it('has one outcome and one ticket for each', async () => {
    const callIds = await Promise.all(Array.from({ length: 30 }, () => stage.intake.call({ agentId: 'anna' })));
    const ask = (callId: string) => stage.transfer({ departmentId: 'wohngeld' }, { callId, key: 'once' });
    let asked = 0;
    const interrupted = callIds.map(async (callId) => {
      const answer = ask(callId);
      asked += 1;
      return answer.catch(() => undefined);
    });
    await Promise.race(interrupted);
    await stage.stopIntake();
    await Promise.all(interrupted);
    expect(asked).toBe(30);

    await stage.startIntake();
    const answers = await Promise.all(
      callIds.map((callId) =>
        eventually(async () => {
          const answer = await ask(callId);
          expect(answer).toMatchObject({ status: 200, body: { outcome: 'ticket' } });
          return answer.body;
        }, 20_000),
      ),
    );
    expect(new Set(answers.map(({ ticket }) => ticket.ticketId)).size).toBe(30);
    const calls = await Promise.all(
      callIds.map(async (callId) => (await stage.intake.get(`/calls/${callId}`)).body.call),
    );
    expect(calls.map(({ tickets }) => tickets.length)).toEqual(callIds.map(() => 1));
    expect((await Promise.all(callIds.map((callId) => stage.decidedTransfers(callId)))).flat()).toHaveLength(30);
  }, 60_000);
});

describe('an event that cannot be handled', () => {
  it('ends in the dead letters, and the next ones go on', async () => {
    const publish = async (token: string, payload: string) =>
      (await stage.realm.operator.request(`transfers.broken.${token}`, payload)).json<{ seq: number }>().seq;
    const garbage = await publish('connected', 'no JSON');
    const unknown = await publish('refused', await refusalOfUnknownCall());
    await eventually(async () => {
      const letters = await stage.realm.deadLetters();
      const ours = letters.filter(({ service }) => service === 'call-intake');
      expect(ours.map(({ sequence, reason }) => [sequence, reason])).toEqual([
        [garbage, 'bad-json'],
        [unknown, 'refused'],
      ]);
    });
    expect((await stage.transfer({ departmentId: 'umwelt' })).body).toMatchObject({ outcome: 'refused' });
  });

  /** A real refusal, but of a call that is not there. */
  async function refusalOfUnknownCall(): Promise<string> {
    const { callId } = await stage.transfer({ departmentId: 'umwelt' });
    const stored = await stage.realm.jsm.streams.getMessage('TRANSFERS', { last_by_subj: 'transfers.*.refused' });
    return stored!.string().replaceAll(callId, 'unknown');
  }
});
