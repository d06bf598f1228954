import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, headers, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { eventually } from '@serviceportal/test/eventually';
import { type Answered, get, post } from '@serviceportal/test/http';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type As, tokenFor } from '@serviceportal/test/tokens';
import { seedCity } from './support/city.ts';
import { openFeed } from './support/feed.ts';
import { type Intake, type Said, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;

const ANNA: As = { id: 'anna', roles: ['agent'] };
const BERT: As = { id: 'bert', roles: ['agent'] };

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  intake = await startIntake(realm);
}, 60_000);
afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

const read = (path: string, as: As, reason?: string): Promise<Answered<Said>> =>
  get<Said>(intake.url + path, { as, ...(reason && { reason }) });

async function callOfAnna(): Promise<string> {
  const callId = await intake.call({ from: '02151 8888', agentId: 'anna' });
  const resolved = { agentId: 'anna', outcome: 'eine Auskunft' };
  expect((await post(`${intake.url}/calls/${callId}/resolve`, resolved, { as: ANNA })).status).toBe(200);
  return callId;
}

describe("a colleague's call", () => {
  it('is shown as it stands: neither number nor what came of it; the whole with a reason', async () => {
    const callId = await callOfAnna();
    expect((await read(`/calls/${callId}`, ANNA)).body.call).toMatchObject({
      from: '+4921518888',
      resolution: { outcome: 'eine Auskunft' },
    });
    const { body } = await read(`/calls/${callId}`, BERT);
    expect(body.call).toMatchObject({ callId, state: 'resolved', agentId: 'anna', redacted: true });
    expect(JSON.stringify(body)).not.toMatch(/8888|Auskunft/);
    expect((await read(`/calls/${callId}`, BERT, 'caller-asks')).body.call).toMatchObject({ from: '+4921518888' });
    await eventually(async () => {
      const { items } = (await read('/calls?phone=021518888', BERT)).body;
      expect(items).toMatchObject([{ callId, redacted: true, transfers: [], tickets: [] }]);
    });
    expect((await read(`/calls/${callId}`, { id: 'lea', roles: ['lead:standesamt'] })).status).toBe(403);
    expect((await read(`/calls/${callId}`, { id: 'lea', roles: ['lead:standesamt'] }, 'complaint')).status).toBe(200);
  });

  it('rings for everybody, and in the feed is seen to be taken', async () => {
    const feed = await openFeed(`${intake.url}/calls/live`, 0, BERT);
    const callId = await intake.call({ from: '02151 9999' });
    await post(`${intake.url}/calls/${callId}/answer`, {}, { as: ANNA });
    const eventsOf = () => feed.events.filter(({ data }) => JSON.stringify(data).includes(callId));
    await eventually(() => expect(eventsOf()).toHaveLength(2));
    feed.close();
    const [rings, taken] = eventsOf();
    expect(rings!.data).toMatchObject({ call: { citizen: { phone: '+4921519999' } } });
    expect(taken).toMatchObject({ event: 'CallAnswered', data: { call: { state: 'answered', agentId: 'anna' } } });
    // Not the last digits alone: an id may have them by chance.
    expect(JSON.stringify(taken)).not.toMatch(/21519999|citizen|phone/);
  });

  it('is not acted on in another’s name', async () => {
    const callId = await intake.call();
    const answer = await post(`${intake.url}/calls/${callId}/answer`, { agentId: 'anna' }, { as: BERT });
    expect(answer.status).toBe(403);
    expect((await read(`/calls/${callId}`, BERT)).body.call.state).toBe('ringing');
  });
});

describe('a frontend over NATS', () => {
  let frontend: NatsConnection;
  beforeAll(async () => {
    const seed = readFileSync(realm.seedFile('frontends', 'demo-frontend'));
    frontend = await connect({ servers: realm.nats.url, authenticator: nkeyAuthenticator(seed) });
    await eventually(() => frontend.request('cmd.call-intake.team', '{}'));
  });
  afterAll(() => frontend?.close());

  async function send(verb: string, payload: object, given: Record<string, string> = {}) {
    const added = headers();
    for (const [name, value] of Object.entries(given)) added.set(name, value);
    const options = { timeout: 5_000, headers: added };
    const reply = await frontend.request(`cmd.call-intake.${verb}`, JSON.stringify(payload), options);
    return { status: Number(reply.headers?.get('status')), body: reply.json<Said>() };
  }

  /** Who is named in the log as the one who took the call. */
  async function actorOf(callId: string) {
    const [event] = await (await realm.log('call-intake')).history('CALLS', `calls.${callId}.>`);
    return [event!.envelope.authtype, event!.envelope.authid];
  }

  it('is who its account is; what it writes says which agent, and nothing else', async () => {
    const forged = { 'Nats-Request-Info': '{"acc":"FRONT_other"}', 'ce-source': 'other', 'Access-Reason': 'technical' };
    const report = { line: 'hotline', agentId: 'anna', source: 'other' };
    const { status, body } = await send('receive', report, forged);
    expect({ status, call: body.call }).toMatchObject({
      status: 201,
      call: { agentId: 'anna', source: 'demo-frontend', state: 'answered' },
    });
    expect(await actorOf(body.call.callId)).toEqual(['frontend', 'demo-frontend']);
    // A frontend says which of its agents answers.
    const ringing = await send('receive', { line: 'hotline' });
    expect((await send('answer', { callId: ringing.body.call.callId })).status).toBe(400);
  });

  it('passes on the sign-in of an agent, which is checked as over HTTP', async () => {
    const authorization = `Bearer ${await tokenFor(ANNA)}`;
    const { body } = await send('receive', { line: 'hotline' }, { Authorization: authorization });
    expect(await actorOf(body.call.callId)).toEqual(['agent', 'anna']);
    const asBert = { line: 'hotline', agentId: 'bert' };
    expect((await send('receive', asBert, { Authorization: authorization })).status).toBe(403);
    expect((await send('receive', { line: 'hotline' }, { Authorization: 'Bearer x.y.z' })).status).toBe(401);
    const clerk = `Bearer ${await tokenFor({ id: 'carl', roles: ['clerk:standesamt'] })}`;
    expect((await send('receive', { line: 'hotline' }, { Authorization: clerk })).status).toBe(403);
  });
});
