import { describe, expect, it } from '@jest/globals';
import { pinFor } from '@serviceportal/shared/identity';
import { eventually } from '@serviceportal/test/eventually';
import { readFileSync } from 'node:fs';
import { entriesOn } from './support/audited.ts';
import { NUMBER, OPENS_AT } from './support/city.ts';
import { CONCERN, stageTransfers } from './support/stage-transfers.ts';

const stage = stageTransfers();

describe('a transfer', () => {
  it('is connected where somebody is there', async () => {
    const { callId, status, body } = await stage.transfer({ departmentId: 'standesamt' });
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
    const { call } = (await stage.intake.get(`/calls/${callId}`)).body;
    expect(call).toMatchObject({ state: 'transferred', transfers: [{ outcome: 'connected' }], tickets: [] });
    expect(JSON.stringify(call)).not.toMatch(/Muster|Geburtsurkunde/);
  });

  it('finds the department by its topic', async () => {
    expect(await stage.transfer({ topicId: 'standesamt-fragen' })).toMatchObject({
      body: { departmentId: 'standesamt' },
    });
  });

  it('becomes a Vormerkung where nobody is there', async () => {
    const { callId, status, body } = await stage.transfer({ departmentId: 'wohngeld' });
    const { ticketId } = body.ticket;
    const display = `${ticketId.slice(0, 4)}-${ticketId.slice(4)}`;
    const pin = pinFor(readFileSync(stage.realm.env('call-intake')['PIN_KEY_FILE']!, 'utf8'), ticketId, 1);
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
    expect((await stage.intake.get(`/calls/${callId}`)).body.call).toMatchObject({
      state: 'ticketed',
      tickets: [ticketId],
    });
    expect(await everythingStored('CALLS')).not.toContain(`"${body.ticket.pin}"`);
    // Who asked, and which ticket it led to, is recorded a moment later.
    const transferCall = expect.objectContaining({ action: 'call-intake.transfer-call' });
    await eventually(async () => {
      expect(await entriesOn(stage.realm, ticketId, 'ticket')).toEqual([transferCall]);
      const onCall = await entriesOn(stage.realm, callId);
      expect(onCall.filter(({ action }) => action === 'call-intake.transfer-call')).toHaveLength(2);
    });
  });

  it('is answered by e-mail when the caller prefers it', async () => {
    const citizen = { email: 'erika@example.org', emailConsent: true };
    const { body } = await stage.transfer({ departmentId: 'zulassung', citizen, fallback: 'email' });
    expect(body).toMatchObject({ outcome: 'ticket', reason: 'unstaffed', ticket: { answerBy: 'email' } });
    expect(body.ticket).not.toHaveProperty('callbackAt');
    expect(body).toMatchObject({
      ticket: { sentence: expect.stringContaining('antwortet Ihnen bis morgen, 16 Uhr, per') },
    });
  });

  it('becomes a Vormerkung at once when the answer takes longer', async () => {
    const { body } = await stage.transfer({ departmentId: 'standesamt', takesLonger: true });
    expect(body).toMatchObject({ outcome: 'ticket', reason: 'takes-longer', ticket: { departmentId: 'standesamt' } });
  });

  it.each([
    ['at a department that has not joined', { departmentId: 'umwelt' }, 'not-onboarded'],
    ['without fallback', { departmentId: 'wohngeld', fallback: 'none' }, 'closed'],
  ])('is refused with number and hours: %s', async (_case, body, reason) => {
    const refused = await stage.transfer(body);
    expect(refused.body).toEqual({
      outcome: 'refused',
      transferId: expect.any(String),
      reason,
      number: NUMBER,
      opensAt: OPENS_AT,
    });
    expect((await stage.intake.get(`/calls/${refused.callId}`)).body.call).toMatchObject({ state: 'answered' });
  });

  it('may be followed by another', async () => {
    const { callId } = await stage.transfer({ departmentId: 'umwelt' });
    expect((await stage.transfer({ departmentId: 'wohngeld' }, { callId })).body).toMatchObject({ outcome: 'ticket' });
    expect((await stage.transfer({ departmentId: 'standesamt' }, { callId })).body).toMatchObject({
      outcome: 'connected',
    });
    const { call } = (await stage.intake.get(`/calls/${callId}`)).body;
    expect(call.transfers.map(({ outcome }) => outcome)).toEqual(['refused', 'ticket', 'connected']);
  });

  it('passes on number, wish and consent as the departments need them', async () => {
    const preferred = { days: ['Di', 'Mo'], from: '14:00', to: '16:00' };
    const citizen = { phone: '02151/86-2164', email: 'Erika@Example.ORG', emailConsent: true };
    const { callId } = await stage.transfer({ departmentId: 'wohngeld', preferred, citizen });
    const [decided] = await stage.decidedTransfers(callId);
    expect(decided?.request).toEqual({
      ...{ subject: CONCERN.subject, question: CONCERN.question, fallback: 'callback' },
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
    const payload = {
      callId: await stage.intake.call(),
      departmentId: 'standesamt',
      ...CONCERN,
      idempotencyKey: 'n-1',
    };
    const ask = async () =>
      (await stage.realm.operator.request('cmd.call-intake.transfer', JSON.stringify(payload))).json();
    const answer = await ask();
    expect(answer).toMatchObject({ outcome: 'connected' });
    expect(await ask()).toEqual(answer);
  });
});

describe('the same transfer twice', () => {
  it('gives the same answer and makes one ticket', async () => {
    const body = { departmentId: 'wohngeld' };
    const first = await stage.transfer(body, { key: 't-1' });
    expect(first.body).toMatchObject({ outcome: 'ticket' });
    expect(await stage.transfer(body, { callId: first.callId, key: 't-1' })).toEqual(first);
    const { call } = (await stage.intake.get(`/calls/${first.callId}`)).body;
    expect(call).toMatchObject({ transfers: [{}], tickets: [first.body.ticket.ticketId] });
    expect(await stage.transfer({ departmentId: 'standesamt' }, { callId: first.callId, key: 't-1' })).toMatchObject({
      status: 422,
    });
  });

  it('at the same time gives one answer', async () => {
    const callId = await stage.intake.call();
    const same = () => stage.transfer({ departmentId: 'wohngeld' }, { callId, key: 't-2' });
    const answers = await Promise.all([same(), same(), same(), same()]);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await stage.intake.get(`/calls/${callId}`)).body.call.tickets).toHaveLength(1);
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
    const answer = await stage.transfer(body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect((await stage.intake.get(`/calls/${answer.callId}`)).body.call).toMatchObject({ transfers: [], revision: 1 });
  });

  it('a callback needs a number only when the line shows none', async () => {
    const callId = await stage.intake.call({ from: 'anonymous', agentId: 'anna' });
    const answer = await stage.transfer({ departmentId: 'wohngeld', citizen: {} }, { callId });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'citizen.phone' }] } });
    expect((await stage.transfer({ departmentId: 'wohngeld', citizen: {} })).body).toMatchObject({ outcome: 'ticket' });
  });

  it.each([
    ['/end', {}, {}],
    ['/answer', { agentId: 'anna' }, { agentId: 'bert' }],
  ])('is told what stands against it: after %s', async (path, before, body) => {
    const callId = await stage.intake.call();
    await stage.intake.post(`/calls/${callId}${path}`, before);
    expect((await stage.transfer({ departmentId: 'standesamt', ...body }, { callId })).status).toBe(409);
  });
});

/** All payloads of a stream as one text. */
async function everythingStored(stream: string): Promise<string> {
  const { state } = await stage.realm.jsm.streams.info(stream);
  const texts: string[] = [];
  for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
    texts.push((await stage.realm.jsm.streams.getMessage(stream, { seq }))?.string() ?? '');
  }
  return texts.join('\n');
}
