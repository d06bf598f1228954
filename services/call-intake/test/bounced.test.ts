import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ArticlesRequested } from '@serviceportal/shared/contracts';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { decodeEnvelope } from '@serviceportal/shared/log';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { NUMBER, OPENS_AT, playDirectory, playTickets, seedArticles, seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;
let city: Lifecycle;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  await seedArticles(realm, { personalausweis: 'public', reisepass: 'public', dienstanweisung: 'internal' });
  city = createLifecycle();
  await playDirectory(realm, city);
  await playTickets(realm, city);
  intake = await startIntake(realm);
});

afterAll(async () => {
  await intake?.life.close();
  await city?.close();
  await realm?.close();
});

const concern = { subject: 'Geburtsurkunde', question: 'Wie lange dauert es?', fallback: 'callback' };

async function transfer(callId: string, body: object = {}): Promise<string> {
  const asked = { ...concern, departmentId: 'standesamt', agentId: 'anna', ...body };
  return (await intake.post(`/calls/${callId}/transfer`, asked)).body.transferId;
}

const bounce = (callId: string, transferId: string, body: object = {}, key?: string) =>
  intake.post(`/calls/${callId}/bounced`, { transferId, agentId: 'anna', ...body }, key);

const callNow = async (callId: string) => (await intake.get(`/calls/${callId}`)).body.call;

describe('a transfer that nobody picked up', () => {
  it('becomes a Vormerkung, with all that was said to the first', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const transferId = await transfer(callId, { citizen: { name: 'Erika Muster' } });
    const { status, body } = await bounce(callId, transferId);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        ...{ outcome: 'ticket', reason: 'no-answer' },
        ticket: { departmentId: 'standesamt', callbackAt: OPENS_AT, sentence: expect.stringContaining('Standesamt') },
      },
    });
    expect(await callNow(callId)).toMatchObject({
      state: 'ticketed',
      tickets: [body.ticket.ticketId],
      transfers: [
        { transferId, outcome: 'connected', bouncedAt: expect.any(String) },
        { transferId: body.transferId, outcome: 'ticket', reason: 'no-answer', bounceOf: transferId },
      ],
    });
  });

  it('without fallback is refused with the number', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const transferId = await transfer(callId, { fallback: 'none' });
    expect((await bounce(callId, transferId)).body).toEqual({
      ...{ outcome: 'refused', transferId: expect.any(String), reason: 'no-answer', number: NUMBER, opensAt: OPENS_AT },
    });
    expect(await callNow(callId)).toMatchObject({ state: 'answered', tickets: [] });
  });

  it('said again has the same answer and makes no second ticket, with a key, without, at once, and after the call', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const transferId = await transfer(callId);
    const answers = await Promise.all([bounce(callId, transferId), bounce(callId, transferId, {}, 'b-1')]);
    answers.push(await bounce(callId, transferId), await bounce(callId, transferId, {}, 'b-1'));
    await intake.post(`/calls/${callId}/end`, {});
    answers.push(await bounce(callId, transferId));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0].body.outcome).toBe('ticket');
    expect((await callNow(callId)).tickets).toHaveLength(1);
  });

  it('is counted by department', async () => {
    const metrics = await (await fetch(`${intake.url}/metrics`)).text();
    expect(metrics).toMatch(/serviceportal_transfer_bounced_total\{department="standesamt"\} [1-9]/);
  });

  it('is refused where nobody was put through, or nobody is on the line', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const [ticketed, connected] = [await transfer(callId, { departmentId: 'wohngeld' }), await transfer(callId)];
    expect((await bounce(callId, ticketed)).status).toBe(409);
    expect((await bounce(callId, connected, { agentId: 'bert' })).status).toBe(409);
    expect((await bounce(callId, 'unknown')).status).toBe(404);
    expect((await bounce('unknown', connected)).status).toBe(404);
    await intake.post(`/calls/${callId}/end`, {});
    expect((await bounce(callId, connected)).status).toBe(409);
    expect(await callNow(callId)).toMatchObject({ state: 'ended', tickets: [expect.any(String)] });
  });
});

describe('a call with several concerns', () => {
  it('has a ticket at each department, and is put through after that', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const departments = ['wohngeld', 'zulassung', 'standesamt'];
    const transfers: string[] = [];
    for (const departmentId of departments) transfers.push(await transfer(callId, { departmentId }));
    const call = await callNow(callId);
    expect(call).toMatchObject({
      state: 'transferred',
      transfers: departments.map((departmentId) => ({ departmentId })),
    });
    expect(call.transfers.map(({ outcome }) => outcome)).toEqual(['ticket', 'ticket', 'connected']);
    expect(new Set(call.tickets).size).toBe(2);
    const bounced = await bounce(callId, transfers[2]!);
    expect((await callNow(callId)).tickets).toEqual([...call.tickets, bounced.body.ticket.ticketId]);
  });
});

describe('articles by mail', () => {
  it('are asked for once, also after the call, and only by the agent who has it', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    await intake.post(`/calls/${callId}/end`, {});
    const wanted = { articleIds: ['personalausweis', 'reisepass'], email: 'Erika@Example.ORG', agentId: 'anna' };
    const ask = (body: object, key?: string) => intake.post(`/calls/${callId}/mail`, { ...wanted, ...body }, key);
    const first = await ask({}, 'm-1');
    expect(first).toMatchObject({ status: 202, body: { mailId: expect.any(String) } });
    expect(await ask({}, 'm-1')).toEqual(first);
    expect((await ask({ email: 'max@example.org' }, 'm-1')).status).toBe(422);
    expect((await ask({ agentId: 'bert' })).status).toBe(409);
    expect((await intake.post('/calls/unknown/mail', wanted)).status).toBe(404);

    const { mailId } = first.body;
    expect(await callNow(callId)).toMatchObject({ articleMails: [{ mailId, articleIds: wanted.articleIds }] });
    const stored = await realm.jsm.streams.getMessage('CALLS', {
      last_by_subj: `calls.${callId}.${ArticlesRequested.token}`,
    });
    expect(decodeEnvelope(stored!.data).data).toMatchObject({ mailId, citizen: { email: 'Erika@example.org' } });
    expect(JSON.stringify((await intake.get(`/calls/${callId}`)).body)).not.toContain('example.org');
  });
});

describe('articles nobody may be sent', () => {
  it('are refused, naming them, and nothing is stored', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const articleIds = ['dienstanweisung', 'reisepass', 'gibt-es-nicht'];
    const answer = await intake.post(`/calls/${callId}/mail`, { articleIds, email: 'e@example.org', agentId: 'anna' });
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ errors: [{ path: 'articleIds.0' }, { path: 'articleIds.2' }] });
    expect(await callNow(callId)).not.toHaveProperty('articleMails');
  });
});

describe('what a number is known for', () => {
  it('is how many calls and Vormerkungen and when, in any notation, not what about', async () => {
    const first = await intake.call({ from: '02151 5559', agentId: 'anna' });
    await transfer(first, { departmentId: 'wohngeld' });
    const second = await intake.call({ from: '+49 2151 5559', agentId: 'anna' });
    await transfer(second, { departmentId: 'zulassung', citizen: { email: 'e@example.org' }, fallback: 'email' });

    const body = await eventually(async () => {
      const { body } = await intake.get('/callers?phone=02151/5559');
      expect(body).toMatchObject({
        calls: { count: 2, items: [{ state: 'ticketed' }, {}] },
        vormerkungen: { open: 2 },
      });
      return body;
    });
    const { phone, calls, vormerkungen } = body as unknown as Record<string, Record<string, unknown>>;
    expect(phone).toBe('+4921515559');
    expect(calls!['lastAt']).toBe((await callNow(second)).receivedAt);
    expect(vormerkungen).toMatchObject({
      nextCallbackAt: OPENS_AT,
      lastOpenedAt: expect.stringMatching(/^2026-11-23T10/),
    });
    expect(vormerkungen!['items']).toHaveLength(2);
    for (const item of vormerkungen!['items'] as object[]) {
      expect(Object.keys(item).filter((key) => key !== 'callbackAt')).toEqual(['openedAt', 'state', 'promiseBy']);
    }
    expect(JSON.stringify(body)).not.toMatch(/wohngeld|Geburtsurkunde|example/);
    const overNats = await realm.operator.request('cmd.call-intake.caller', JSON.stringify({ phone: '02151 5559' }));
    expect(overNats.json()).toEqual(body);
  });

  it('is nothing for a stranger', async () => {
    expect((await intake.get('/callers?phone=0211 999999')).body).toEqual({
      phone: '+49211999999',
      calls: { count: 0, items: [] },
      vormerkungen: { open: 0, items: [] },
    });
  });

  it.each(['', '?phone=', '?phone=anonymous', '?phone=abc', '?phone=110', '?phone[$ne]=1'])(
    'is refused without a number: %s',
    async (query) => {
      expect((await intake.get(`/callers${query}`)).status).toBe(400);
    },
  );
});
