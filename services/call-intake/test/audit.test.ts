import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { contactMark } from '@serviceportal/shared/audit';
import { eventually } from '@serviceportal/test/eventually';
import { metric } from '@serviceportal/test/http';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { authorization, signedIn } from '@serviceportal/test/tokens';
import { readFileSync } from 'node:fs';
import { auditTexts, entriesOn, fillAudit } from './support/audited.ts';
import { seedArticles, seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

/** Nobody else has this name, number or address. */
const CANARY = { name: 'Xaverina Quittenbaum', phone: '+492151777888', email: 'quittenbaum@canary.example' };

let realm: Realm;
let intake: Intake;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  intake = await startIntake(realm);
}, 60_000);
afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

const stored = () => auditTexts(realm);

/** The actions on a call, in their order. */
async function actionsOn(callId: string): Promise<string[]> {
  return (await entriesOn(realm, callId)).map(({ action }) => action);
}

/** How an agent with no other role, who is told nothing more, is answered. */
async function asAgent(path: string, id = 'anna', more: Record<string, string> = {}): Promise<number> {
  const headers = { ...(await authorization({ id, roles: ['agent'] })), ...more };
  return (await fetch(intake.url + path, { headers })).status;
}

async function postAsAnna(path: string, body: object): Promise<void> {
  const headers = { ...(await authorization({ id: 'anna', roles: ['agent'] })), 'content-type': 'application/json' };
  const { status } = await fetch(intake.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(status).toBeLessThan(300);
}

async function endedCall(): Promise<string> {
  const callId = await intake.call({ agentId: 'anna' });
  await postAsAnna(`/calls/${callId}/end`, {});
  return callId;
}

/** Until `writable` is called or the test ends, nothing can be recorded. */
async function full(): Promise<void> {
  const emptied = await fillAudit(realm);
  writable = async () => {
    writable = () => Promise.resolve();
    await emptied();
  };
}
let writable = () => Promise.resolve();
afterEach(() => writable());

describe('the audit log', () => {
  it('has who did what to which call, and who looked at it', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    await eventually(async () => expect(await actionsOn(callId)).toEqual(['call-intake.receive-call']));
    // What no event needs to tell is recorded when it is answered.
    await postAsAnna(`/calls/${callId}/resolve`, { outcome: 'beantwortet' });
    expect(await actionsOn(callId)).toEqual(['call-intake.receive-call', 'call-intake.resolve-call']);
    expect((await intake.get(`/calls/${callId}`)).status).toBe(200);
    const all = await entriesOn(realm, callId);
    expect(all.map(({ action }) => action).at(-1)).toBe('call-intake.call');
    const first = all[0]!;
    expect(first.actor).toEqual({ type: 'agent', id: 'anna' });
    expect(Math.abs(Date.parse(first.at) - Date.now())).toBeLessThan(60_000);
    expect(first.cityAt).toMatch(/^2026-11-23T10:0\d:\d\d/);
  });

  it('has who answered a ringing call, once and of when that was, without the agent having waited for it', async () => {
    const callId = await intake.call();
    const { body } = await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' });
    expect((await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' })).status).toBe(200);
    const [answered, ...more] = await eventually(async () => {
      const found = (await entriesOn(realm, callId)).filter(({ action }) => action === 'call-intake.answer-call');
      expect(found).not.toEqual([]);
      return found;
    });
    expect(more).toEqual([]);
    expect(answered).toMatchObject({ actor: { type: 'agent', id: 'anna' }, cityAt: body.call.answeredAt });
  });

  it('has a transfer, also one of which nothing came yet, without the agent having waited for it', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const asked = { subject: 'Urkunde', question: 'Wann?', citizen: {}, fallback: 'none' };
    // Nobody decides here, so that is the outcome.
    const { status, body } = await intake.post(`/calls/${callId}/transfer`, {
      ...asked,
      agentId: 'anna',
      departmentId: 'standesamt',
    });
    expect({ status, outcome: body['outcome'] }).toEqual({ status: 202, outcome: 'pending' });
    const [recorded, ...more] = await eventually(async () => {
      const found = (await entriesOn(realm, callId)).filter(({ action }) => action === 'call-intake.transfer-call');
      expect(found).not.toEqual([]);
      return found;
    });
    expect(more).toEqual([]);
    expect(recorded).toMatchObject({
      actor: { type: 'agent', id: 'anna' },
      of: [
        { kind: 'call', id: callId },
        { kind: 'transfer', id: body['transferId'] },
        { kind: 'department', id: 'standesamt' },
        { kind: 'agent', id: 'anna' },
      ],
      cityAt: expect.stringMatching(/^2026-11-23T10:0\d:\d\d/),
    });
  });

  it('leaves out own work, and says why somebody looked at what is not theirs', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    // No longer just answered, or it would be shown as a call that is being answered.
    await postAsAnna(`/calls/${callId}/end`, {});
    expect(await asAgent(`/calls/${callId}`)).toBe(200);
    expect(await asAgent(`/calls/${callId}`, 'bert', { 'access-reason': 'complaint' })).toBe(200);
    const looks = (await entriesOn(realm, callId)).filter(({ action }) => action === 'call-intake.call');
    expect(looks).toMatchObject([{ actor: { type: 'agent', id: 'bert' }, why: 'complaint' }]);
  });

  it('has nothing of what was refused, and nothing of who was not found', async () => {
    const callId = await endedCall();
    expect((await intake.post(`/calls/${callId}/answer`, { agentId: 'bert' })).status).toBe(409);
    expect((await intake.get('/calls/02151777888')).status).toBe(404);
    await intake.get(`/calls/${callId}`);
    expect(await actionsOn(callId)).not.toContain('call-intake.answer-call');
    expect((await stored()).join()).not.toContain('777888');
  });

  it('has who opened a live feed', async () => {
    const callId = await intake.call();
    const feed = new AbortController();
    const opened = { signal: feed.signal, headers: await signedIn() };
    expect((await fetch(`${intake.url}/calls/${callId}/live`, opened)).status).toBe(200);
    feed.abort();
    expect(await actionsOn(callId)).toContain('call-intake.live-call');
  });

  it('has nothing of a citizen but ids, and for a number what the key of the city can match', async () => {
    await seedArticles(realm, { reisepass: 'public' });
    const callId = await intake.call({ from: CANARY.phone, agentId: 'anna' });
    const request = { subject: 'Urkunde', question: `Ich bin ${CANARY.name}`, citizen: CANARY, fallback: 'callback' };
    await postAsAnna(`/calls/${callId}/transfer`, { departmentId: 'standesamt', takesLonger: true, ...request });
    await eventually(() => postAsAnna(`/calls/${callId}/mail`, { articleIds: ['reisepass'], email: CANARY.email }));
    await postAsAnna(`/calls/${callId}/end`, { cause: 'normal' });
    await intake.get(`/callers?phone=${encodeURIComponent(CANARY.phone)}`);
    const said = (await stored()).join('\n');
    expect(said).toContain(callId);
    expect(said).not.toMatch(/Quittenbaum|Xaverina|777888|canary|Urkunde/i);
    const key = readFileSync(`${realm.dataDir}/key`, 'utf8');
    expect(said).toContain(contactMark(key, 'phone', CANARY.phone));
  });
});

describe('while the audit log cannot be written', () => {
  it('a look at a call is refused, a ringing call is shown, work goes on, and it is all recorded afterwards', async () => {
    const over = await endedCall();
    const ringing = await intake.call();
    const refusedBefore = await metric(intake.url, 'serviceportal_audit_reads_refused_total');
    await full();

    const refused = await intake.get(`/calls/${over}`);
    expect(refused).toMatchObject({ status: 503, body: { type: 'urn:serviceportal:problem:unavailable' } });
    expect(JSON.stringify(refused.body)).not.toContain('hotline');
    expect((await fetch(`${intake.url}/calls/live`, { headers: await signedIn() })).status).toBe(503);
    expect(await metric(intake.url, 'serviceportal_audit_reads_refused_total')).toBe(refusedBefore + 2);

    expect(await asAgent(`/calls/${ringing}`)).toBe(200);
    expect((await intake.post(`/calls/${ringing}/answer`, { agentId: 'anna' })).status).toBe(200);
    expect(await asAgent(`/calls/${ringing}`)).toBe(200);
    const later = await intake.call({ agentId: 'bert' });
    expect(await metric(intake.url, 'serviceportal_audit_entries_waiting')).toBeGreaterThan(0);

    await writable();
    // After the next try, which comes by itself.
    await eventually(async () => expect(await actionsOn(later)).toEqual(['call-intake.receive-call']));
    // Once she has answered it, it is her own.
    const ofRinging = ['call-intake.answer-call', 'call-intake.call', 'call-intake.receive-call'];
    await eventually(async () => expect((await actionsOn(ringing)).sort()).toEqual(ofRinging));
    // What an event tells of may be recorded after the command that came next.
    expect((await actionsOn(over)).sort()).toEqual(['call-intake.end-call', 'call-intake.receive-call']);
    expect((await intake.get(`/calls/${over}`)).status).toBe(200);
    expect(await metric(intake.url, 'serviceportal_audit_entries_waiting')).toBe(0);
  });

  it('the number of a ringing call is looked up, and no other', async () => {
    await intake.call({ from: '02151 770770' });
    await intake.call({ from: '02151 770772', agentId: 'anna' });
    await endedCall();
    await eventually(async () => {
      const { body } = await intake.get('/calls?phone=02151770770');
      expect(body.items).toHaveLength(1);
      expect((await intake.get('/calls?phone=02151770772')).body.items).toHaveLength(1);
      expect((await intake.get('/calls?phone=02151123456&limit=1')).body.items).toHaveLength(1);
    });
    await full();
    expect(await asAgent('/calls?phone=02151770770')).toBe(200);
    expect(await asAgent('/callers?phone=02151770770')).toBe(200);
    expect(await asAgent('/calls?phone=02151770771')).toBe(503);
    for (const path of ['/calls', '/callers'] as const) {
      expect(await asAgent(`${path}?phone=02151770772`)).toBe(200);
      expect(await asAgent(`${path}?phone=02151770772`, 'bert')).toBe(503);
    }
    expect((await intake.get('/calls')).status).toBe(503);
  });

  it('what waits is stored when the process ends', async () => {
    const other = await startIntake(realm);
    const callId = await other.call({ agentId: 'anna' });
    await eventually(async () => expect(await actionsOn(callId)).toEqual(['call-intake.receive-call']));
    await full();
    expect((await other.post(`/calls/${callId}/end`, {})).status).toBe(200);
    await writable();
    await other.life.close();
    expect(await actionsOn(callId)).toEqual(['call-intake.receive-call', 'call-intake.end-call']);
  });
});
