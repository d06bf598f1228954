import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Transfer, TransferAggregate } from '@serviceportal/shared/contracts';
import { pinFor } from '@serviceportal/shared/identity';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { readFileSync } from 'node:fs';
import { entriesOn } from './support/audited.ts';
import { NUMBER, OPENS_AT, playDirectory, playTickets, seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;
let city: Lifecycle;
let directoryLog: Log;

const concern = {
  subject: 'Geburtsurkunde',
  question: 'Wie lange dauert es?',
  citizen: { name: 'Erika Muster' },
  fallback: 'callback',
};

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  city = createLifecycle();
  await playDirectory(realm, city);
  await playTickets(realm, city);
  directoryLog = await realm.log('directory');
  intake = await startIntake(realm);
});

afterAll(async () => {
  await intake?.life.close();
  await city?.close();
  await realm?.close();
});

async function transfer(body: object, options: { callId?: string; key?: string } = {}) {
  const callId = options.callId ?? (await intake.call({ agentId: 'anna' }));
  const answer = await intake.post(`/calls/${callId}/transfer`, { ...concern, agentId: 'anna', ...body }, options.key);
  return { callId, ...answer };
}

describe('a transfer', () => {
  it('is connected where somebody is there', async () => {
    const { callId, status, body } = await transfer({ departmentId: 'standesamt' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        outcome: 'connected',
        transferId: expect.any(String),
        departmentId: 'standesamt',
        number: NUMBER,
        briefing: 'Geburtsurkunde: Wie lange dauert es?',
      },
    });
    const { call } = (await intake.get(`/calls/${callId}`)).body;
    expect(call).toMatchObject({ state: 'transferred', transfers: [{ outcome: 'connected' }], tickets: [] });
    expect(JSON.stringify(call)).not.toMatch(/Muster|Geburtsurkunde/);
  });

  it('finds the department by its topic', async () => {
    expect(await transfer({ topicId: 'standesamt-fragen' })).toMatchObject({ body: { departmentId: 'standesamt' } });
  });

  it('becomes a Vormerkung where nobody is there', async () => {
    const { callId, status, body } = await transfer({ departmentId: 'wohngeld' });
    const { ticketId } = body.ticket;
    const display = `${ticketId.slice(0, 4)}-${ticketId.slice(4)}`;
    const pin = pinFor(readFileSync(realm.env('call-intake')['PIN_KEY_FILE']!, 'utf8'), ticketId, 1);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        outcome: 'ticket',
        transferId: expect.any(String),
        reason: 'closed',
        ticket: {
          ticketId,
          display,
          pin,
          departmentId: 'wohngeld',
          answerBy: 'callback',
          callbackAt: OPENS_AT,
          callbackUntil: '2026-11-24T10:00:00+01:00',
          wishMet: true,
          promiseBy: '2026-11-24T16:00:00+01:00',
          sentence: `Die Wohngeldstelle ruft Sie morgen zwischen 8 und 10 Uhr zurück. Ihre Vorgangsnummer ist ${display}, Ihre PIN ${pin}.`,
        },
      },
    });
    expect((await intake.get(`/calls/${callId}`)).body.call).toMatchObject({ state: 'ticketed', tickets: [ticketId] });
    expect(await everythingStored('CALLS')).not.toContain(`"${body.ticket.pin}"`);
    // Who asked is on disk by now; which ticket it led to a moment later.
    const transferCall = [expect.objectContaining({ action: 'call-intake.transfer-call' })];
    expect(await entriesOn(realm, callId)).toEqual(expect.arrayContaining(transferCall));
    await eventually(async () => expect(await entriesOn(realm, ticketId, 'ticket')).toEqual(transferCall));
  });

  it('is answered by e-mail when the caller prefers it', async () => {
    const citizen = { email: 'erika@example.org', emailConsent: true };
    const { body } = await transfer({ departmentId: 'zulassung', citizen, fallback: 'email' });
    expect(body).toMatchObject({ outcome: 'ticket', reason: 'unstaffed', ticket: { answerBy: 'email' } });
    expect(body.ticket).not.toHaveProperty('callbackAt');
    expect(body).toMatchObject({
      ticket: { sentence: expect.stringContaining('antwortet Ihnen bis morgen, 16 Uhr, per') },
    });
  });

  it('becomes a Vormerkung at once when the answer takes longer', async () => {
    const { body } = await transfer({ departmentId: 'standesamt', takesLonger: true });
    expect(body).toMatchObject({ outcome: 'ticket', reason: 'takes-longer', ticket: { departmentId: 'standesamt' } });
  });

  it.each([
    ['at a department that has not joined', { departmentId: 'umwelt' }, 'not-onboarded'],
    ['without fallback', { departmentId: 'wohngeld', fallback: 'none' }, 'closed'],
  ])('is refused with number and hours: %s', async (_case, body, reason) => {
    const refused = await transfer(body);
    expect(refused.body).toEqual({
      outcome: 'refused',
      transferId: expect.any(String),
      reason,
      number: NUMBER,
      opensAt: OPENS_AT,
    });
    expect((await intake.get(`/calls/${refused.callId}`)).body.call).toMatchObject({ state: 'answered' });
  });

  it('may be followed by another', async () => {
    const { callId } = await transfer({ departmentId: 'umwelt' });
    expect((await transfer({ departmentId: 'wohngeld' }, { callId })).body).toMatchObject({ outcome: 'ticket' });
    expect((await transfer({ departmentId: 'standesamt' }, { callId })).body).toMatchObject({ outcome: 'connected' });
    const { call } = (await intake.get(`/calls/${callId}`)).body;
    expect(call.transfers.map(({ outcome }) => outcome)).toEqual(['refused', 'ticket', 'connected']);
  });

  it('passes on number, wish and consent as the departments need them', async () => {
    const preferred = { days: ['Di', 'Mo'], from: '14:00', to: '16:00' };
    const citizen = { phone: '02151/86-2164', email: 'Erika@Example.ORG', emailConsent: true };
    const { callId } = await transfer({ departmentId: 'wohngeld', preferred, citizen });
    const [decided] = await decidedTransfers(callId);
    expect(decided?.request).toEqual({
      ...{ subject: concern.subject, question: concern.question, fallback: 'callback' },
      wish: { days: ['Mo', 'Tu'], from: '14:00', to: '16:00' },
      citizen: {
        phone: '+492151862164',
        email: 'Erika@example.org',
        emailConsent: {
          wording: expect.stringContaining('Fassung 1'),
          at: expect.stringMatching(/^2026-11-23T10:/),
          channel: 'phone',
        },
      },
    });
  });

  it('over NATS is the same', async () => {
    const payload = { callId: await intake.call(), departmentId: 'standesamt', ...concern, idempotencyKey: 'n-1' };
    const ask = async () => (await realm.operator.request('cmd.call-intake.transfer', JSON.stringify(payload))).json();
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'connected' });
    expect(await ask()).toEqual(answer);
  });
});

describe('the same transfer twice', () => {
  it('gives the same answer and makes one ticket', async () => {
    const body = { departmentId: 'wohngeld' };
    const first = await transfer(body, { key: 't-1' });
    expect(first.body).toMatchObject({ outcome: 'ticket' });
    expect(await transfer(body, { callId: first.callId, key: 't-1' })).toEqual(first);
    const { call } = (await intake.get(`/calls/${first.callId}`)).body;
    expect(call).toMatchObject({ transfers: [{}], tickets: [first.body.ticket.ticketId] });
    expect(await transfer({ departmentId: 'standesamt' }, { callId: first.callId, key: 't-1' })).toMatchObject({
      status: 422,
    });
  });

  it('at the same time gives one answer', async () => {
    const callId = await intake.call();
    const same = () => transfer({ departmentId: 'wohngeld' }, { callId, key: 't-2' });
    const answers = await Promise.all([same(), same(), same(), same()]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await intake.get(`/calls/${callId}`)).body.call.tickets).toHaveLength(1);
  });
});

describe('bad input', () => {
  const valid = { departmentId: 'standesamt' };
  it.each<[string, object, string]>([
    ['unknown department', { departmentId: 'unbekannt' }, 'departmentId'],
    ['unknown topic', { topicId: 'unbekannt' }, 'topicId'],
    ["another department's topic", { ...valid, topicId: 'wohngeld-fragen' }, 'topicId'],
    ['neither department nor topic', {}, 'departmentId'],
    ['breaking department id', { departmentId: 'a.*' }, 'departmentId'],
    ['nonsense phone', { ...valid, citizen: { phone: 'abc' } }, 'citizen.phone'],
    ['emergency number', { ...valid, citizen: { phone: '112' } }, 'citizen.phone'],
    ['e-mail without address', { ...valid, fallback: 'email' }, 'citizen.email'],
    ['two addresses', { ...valid, citizen: { email: 'a@example.org,b@example.org' } }, 'citizen.email'],
    [
      'line break in an address',
      { ...valid, citizen: { email: 'a@example.org\r\nBcc: b@example.org' } },
      'citizen.email',
    ],
    ['takesLonger without fallback', { ...valid, takesLonger: true, fallback: 'none' }, 'fallback'],
    ['another fallback', { ...valid, fallback: 'letter' }, 'fallback'],
    ['a day that is none', { ...valid, preferred: { days: ['Mo', 'Xx'] } }, 'preferred.days.1'],
    ['a time that is none', { ...valid, preferred: { from: '25:00' } }, 'preferred.from'],
    ['to before from', { ...valid, preferred: { from: '16:00', to: '14:00' } }, 'preferred.to'],
    ['empty subject', { ...valid, subject: ' ' }, 'subject'],
    ['long subject', { ...valid, subject: 'x'.repeat(201) }, 'subject'],
    ['long question', { ...valid, question: 'x'.repeat(10_001) }, 'question'],
    ['long name', { ...valid, citizen: { name: 'x'.repeat(201) } }, 'citizen.name'],
    ['unknown field', { ...valid, transferId: 't' }, 'transferId'],
    ['unknown field of the citizen', { ...valid, citizen: { role: 'admin' } }, 'citizen.role'],
  ])('names the field: %s', async (_case, body, path) => {
    const answer = await transfer(body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect((await intake.get(`/calls/${answer.callId}`)).body.call).toMatchObject({ transfers: [], revision: 1 });
  });

  it('a callback needs a number only when the line shows none', async () => {
    const callId = await intake.call({ from: 'anonymous', agentId: 'anna' });
    const answer = await transfer({ departmentId: 'wohngeld', citizen: {} }, { callId });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'citizen.phone' }] } });
    expect((await transfer({ departmentId: 'wohngeld', citizen: {} })).body).toMatchObject({ outcome: 'ticket' });
  });

  it.each([
    ['/end', {}, {}],
    ['/answer', { agentId: 'anna' }, { agentId: 'bert' }],
  ])('is told what stands against it: after %s', async (path, before, body) => {
    const callId = await intake.call();
    await intake.post(`/calls/${callId}${path}`, before);
    expect((await transfer({ departmentId: 'standesamt', ...body }, { callId })).status).toBe(409);
  });
});

describe('while the directory is away', () => {
  it('is pending, tells its outcome later, and answers a repeat with it', async () => {
    await city.close();
    const key = 'late-1';
    const asked = await transfer({ departmentId: 'wohngeld' }, { key });
    const { callId } = asked;
    const live = `/calls/${callId}/live`;
    expect(asked).toMatchObject({ status: 202, body: { outcome: 'pending', transferId: expect.any(String), live } });
    expect((await intake.get(`/calls/${callId}`)).body.call.state).toBe('transferring');
    expect((await transfer({ departmentId: 'standesamt' }, { callId })).status).toBe(409);

    city = createLifecycle();
    await playTickets(realm, city);
    await playDirectory(realm, city);
    await eventually(async () => expect((await intake.get(`/calls/${callId}`)).body.call.state).toBe('ticketed'));
    const repeated = await transfer({ departmentId: 'wohngeld' }, { callId, key });
    expect(repeated).toMatchObject({ status: 200, body: { outcome: 'ticket' } });
    expect(await decidedTransfers(callId)).toHaveLength(1);
  });
});

describe('stopped in the middle of many transfers', () => {
  it('has one outcome and one ticket for each', async () => {
    const callIds = await Promise.all(Array.from({ length: 30 }, () => intake.call({ agentId: 'anna' })));
    const ask = (callId: string) => transfer({ departmentId: 'wohngeld' }, { callId, key: 'once' });
    let asked = 0;
    const interrupted = callIds.map(async (callId) => {
      const answer = ask(callId);
      asked += 1;
      return answer.catch(() => undefined);
    });
    await Promise.race(interrupted);
    await intake.life.close();
    await Promise.all(interrupted);
    expect(asked).toBe(30);

    intake = await startIntake(realm);
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
    const calls = await Promise.all(callIds.map(async (callId) => (await intake.get(`/calls/${callId}`)).body.call));
    expect(calls.map(({ tickets }) => tickets.length)).toEqual(callIds.map(() => 1));
    expect((await Promise.all(callIds.map(decidedTransfers))).flat()).toHaveLength(30);
  }, 60_000);
});

describe('an event that cannot be handled', () => {
  it('ends in the dead letters, and the next ones go on', async () => {
    const publish = async (token: string, payload: string) =>
      (await realm.operator.request(`transfers.broken.${token}`, payload)).json<{ seq: number }>().seq;
    const garbage = await publish('connected', 'no JSON');
    const unknown = await publish('refused', await refusalOfUnknownCall());
    await eventually(async () => {
      const letters = await realm.deadLetters();
      const ours = letters.filter(({ service }) => service === 'call-intake');
      expect(ours.map(({ sequence, reason }) => [sequence, reason])).toEqual([
        [garbage, 'bad-json'],
        [unknown, 'refused'],
      ]);
    });
    expect((await transfer({ departmentId: 'umwelt' })).body).toMatchObject({ outcome: 'refused' });
  });

  /** A real refusal, but of a call that is not there. */
  async function refusalOfUnknownCall(): Promise<string> {
    const { callId } = await transfer({ departmentId: 'umwelt' });
    const stored = await realm.jsm.streams.getMessage('TRANSFERS', { last_by_subj: 'transfers.*.refused' });
    return stored!.string().replaceAll(callId, 'unknown');
  }
});

/** What the directory decided for this call. */
async function decidedTransfers(callId: string): Promise<Transfer[]> {
  const { call } = (await intake.get(`/calls/${callId}`)).body;
  const transfers = directoryLog.aggregate(TransferAggregate);
  const decided = await Promise.all(call.transfers.map(({ transferId }) => transfers.load(transferId)));
  return decided.flatMap((loaded) => loaded?.state ?? []);
}

/** All payloads of a stream as one text. */
async function everythingStored(stream: string): Promise<string> {
  const { state } = await realm.jsm.streams.info(stream);
  const texts: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    texts.push((await realm.jsm.streams.getMessage(stream, { seq }))?.string() ?? '');
  }
  return texts.join('\n');
}
