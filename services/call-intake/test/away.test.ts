import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { playDirectory, playTickets, seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;
let city: Lifecycle;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00', ownDatabase: true });
  await seedCity(realm);
  city = createLifecycle();
  await playDirectory(realm, city);
  await playTickets(realm, city);
  await realm.database.kill();
  intake = await startIntake(realm);
}, 60_000);

afterAll(async () => {
  await intake?.life.close();
  await city?.close();
  await realm?.close();
});

const concern = { departmentId: 'wohngeld', subject: 'Wohngeld', question: 'Wie viel?', fallback: 'callback' };

describe('without the database', () => {
  it('starts, says so, and does all but lists; the view catches up', async () => {
    expect(await intake.get('/health/ready')).toMatchObject({ status: 200, body: { degraded: ['view'] } });
    const callId = await intake.call({ from: '02151 4444' });
    expect((await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' })).status).toBe(200);
    const { body } = await intake.post(`/calls/${callId}/transfer`, { ...concern, agentId: 'anna' });
    expect(body).toMatchObject({ outcome: 'ticket' });
    expect((await intake.get(`/calls/${callId}`)).body.call).toMatchObject({ state: 'ticketed' });
    for (const list of ['/calls?phone=021514444', '/callers?phone=021514444']) {
      const problem = { type: 'urn:serviceportal:problem:unavailable' };
      expect(await intake.get(list)).toMatchObject({ status: 503, body: problem });
    }
    expect((await intake.put('/agents/anna/state', { state: 'ready' }, undefined, 'anna')).status).toBe(200);
    expect((await intake.get('/team')).body).toMatchObject({ ready: 1 });

    await realm.database.start();
    await eventually(async () => {
      const { items } = (await intake.get('/calls?phone=021514444')).body;
      expect(items).toMatchObject([{ callId, state: 'ticketed', tickets: [body.ticket.ticketId] }]);
    }, 25_000);
  }, 60_000);
});

describe('without the log', () => {
  it('answers 503 instead of losing a call, and goes on when the log is back', async () => {
    await realm.nats.kill();
    await eventually(async () => expect((await intake.get('/health/ready')).status).toBe(503));
    expect((await intake.post('/calls', { line: 'hotline' })).status).toBe(503);
    await realm.nats.start();
    await eventually(async () => expect((await intake.get('/health/ready')).status).toBe(200), 20_000);
    const callId = await eventually(() => intake.call());
    const { body } = await eventually(async () => {
      const answer = await intake.post(`/calls/${callId}/transfer`, concern, 'after-the-log');
      expect(answer.status).toBe(200);
      return answer;
    }, 20_000);
    expect(body).toMatchObject({ outcome: 'ticket' });
  }, 60_000);
});
