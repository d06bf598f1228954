import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { seedCity } from './support/city.ts';
import { openFeed } from './support/feed.ts';
import { type Intake, startIntake } from './support/intake.ts';

/** As the hotline of `seedCity` has them. */
const SEATS = 12;

let realm: Realm;
let intake: Intake;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  intake = await startIntake(realm);
});

afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

const say = (agentId: string, state: string, body: object = {}, key?: string) =>
  intake.put(`/agents/${agentId}/state`, { state, ...body }, key, agentId);
const figures = async () => (await intake.get('/team')).body as unknown as Record<string, number>;
const away = (...agents: string[]) => Promise.all(agents.map((agentId) => say(agentId, 'away')));

describe('agents', () => {
  it('say what they do; the team shows how many do what, and nobody by name', async () => {
    expect(await figures()).toEqual({ seats: SEATS, ready: 0, busy: 0, pause: 0, wrapUp: 0, free: SEATS });
    expect(await say('anna', 'away')).toMatchObject({ status: 200, body: { agentId: 'anna', state: 'away' } });
    expect(await say('anna', 'ready')).toEqual({
      status: 200,
      body: { agentId: 'anna', state: 'ready', since: expect.stringMatching(/^2026-11-23T10:/) },
    });
    await say('bert', 'pause', { reason: 'Bildschirmpause' });
    await say('cora', 'wrap-up');
    const { body, status } = await intake.get('/team');
    expect({ body, status }).toEqual({
      ...{ status: 200, body: { seats: SEATS, ready: 1, busy: 0, pause: 1, wrapUp: 1, free: SEATS - 3 } },
    });
    expect((await realm.operator.request('cmd.call-intake.team', '{}')).json()).toEqual(body);
    const overNats = { agentId: 'anna', state: 'busy' };
    expect(
      (await realm.operator.request('cmd.call-intake.agent-state', JSON.stringify(overNats))).json(),
    ).toMatchObject(overNats);

    const feed = await openFeed(`${intake.url}/team/live`);
    await eventually(() => expect(feed.events).toHaveLength(1));
    await away('anna', 'bert', 'cora');
    await eventually(() => expect(feed.events).toHaveLength(4));
    feed.close();
    expect(feed.events.at(-1)).toMatchObject({ event: 'TeamFigures', data: await figures() });
    expect(JSON.stringify(feed.events)).not.toContain('anna');
  });

  it.each<[string, object, string]>([
    ['a pause without reason', { state: 'pause' }, 'reason'],
    ['an unknown state', { state: 'asleep' }, 'state'],
    ['no state', {}, 'state'],
    ['another field', { state: 'ready', callId: 'c1' }, 'callId'],
  ])('are told what is wrong: %s', async (_case, body, path) => {
    const answer = await intake.put('/agents/anna/state', body, undefined, 'anna');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect((await intake.put('/agents/a%20b/state', { state: 'ready' }, undefined, 'anna')).status).toBe(400);
    expect((await intake.put('/agents/bert/state', { state: 'ready' }, undefined, 'anna')).status).toBe(403);
  });

  it('sit on as many seats as there are, however many come at once', async () => {
    const agents = Array.from({ length: SEATS + 3 }, (_, i) => `agent-${i}`);
    const answers = await Promise.all(agents.map((agentId) => say(agentId, 'ready')));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(SEATS);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused.map(({ body }) => body)).toMatchObject(
      Array.from({ length: 3 }, () => ({ detail: expect.stringContaining(`${SEATS} seats`) })),
    );
    expect(await figures()).toMatchObject({ ready: SEATS, free: 0 });
    await away(agents[answers.findIndex(({ status }) => status === 200)]!);
    expect((await say('late', 'ready')).status).toBe(200);
    await away('late', ...agents);
    expect(await figures()).toMatchObject({ ready: 0, free: SEATS });
  });

  it('are busy with their call, write up when it is over, and stay as they say', async () => {
    await say('anna', 'ready');
    const callId = await intake.call();
    await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' });
    await eventually(async () => expect(await figures()).toMatchObject({ ready: 0, busy: 1 }));
    await intake.post(`/calls/${callId}/end`, { agentId: 'anna' });
    await eventually(async () => expect(await figures()).toMatchObject({ busy: 0, wrapUp: 1 }));
    await say('anna', 'ready');
    expect(await figures()).toMatchObject({ ready: 1, wrapUp: 0 });

    // With the agent from the start, and by an agent who has no seat.
    const second = await intake.call({ agentId: 'anna' });
    await intake.call({ agentId: 'nobody' });
    await eventually(async () => expect(await figures()).toMatchObject({ busy: 1, free: SEATS - 1 }));
    await say('anna', 'pause', { reason: 'Ein schweres Gespräch' });
    const { data } = (await realm.jsm.streams.getMessage('TEAM', { last_by_subj: 'team.main' }))!;
    const kept = new TextDecoder().decode(data);
    expect(kept).toContain('"reason":"other"');
    expect(kept).not.toContain('schweres');
    await intake.post(`/calls/${second}/end`, {});
    await settled('call-intake-on-call-handled');
    expect(await figures()).toMatchObject({ pause: 1, wrapUp: 0 });
    await away('anna');
  });
});

describe('a call whose frontend vanished', () => {
  it('is abandoned, or over when it was answered, after its limit', async () => {
    const [ringing, answered, over] = [await intake.call(), await intake.call(), await intake.call()];
    await intake.post(`/calls/${over}/end`, { by: 'caller' });
    await eventually(async () => expect(await timers()).toEqual(expect.arrayContaining([ringing, answered])));
    await intake.post(`/calls/${answered}/answer`, { agentId: 'bert' });

    // The first timer of an answered call is for nothing but to be set again.
    const due = { kind: 'call-limit', id: answered, plan: 1, at: '2026-11-23T10:00:00+01:00' };
    await realm.operator.request(`due.call-intake.call-limit.${answered}`, JSON.stringify(due));
    await eventually(async () => expect(await timerOf(answered)).toMatchObject({ plan: 2 }));

    await startAgainAt('2026-11-23T10:20:00+01:00');
    await eventually(async () => {
      expect(await callNow(ringing)).toMatchObject({ state: 'abandoned', endedBy: 'limit' });
    }, 20_000);
    expect(await callNow(answered)).toMatchObject({ state: 'answered' });
    expect((await callNow(ringing)).endedAt).toMatch(/^2026-11-23T10:2/);

    await startAgainAt('2026-11-23T15:00:00+01:00');
    await eventually(async () => {
      expect(await callNow(answered)).toMatchObject({ state: 'ended', endedBy: 'limit' });
    }, 20_000);
    expect(await callNow(over)).toMatchObject({ state: 'abandoned', endedBy: 'caller' });
  }, 60_000);

  async function startAgainAt(cityTime: string): Promise<void> {
    await intake.life.close();
    intake = await startIntake(realm, { CITY_CLOCK: `${cityTime}@${Temporal.Now.instant().toString()}` });
  }

  const callNow = async (callId: string) => (await intake.get(`/calls/${callId}`)).body.call;
  const PREFIX = 'timers.call-intake.call-limit.';

  async function timers(): Promise<string[]> {
    const { state } = await realm.jsm.streams.info('TIMERS_CALL_INTAKE', { subjects_filter: `${PREFIX}>` });
    return Object.keys(state.subjects ?? {}).map((subject) => subject.slice(PREFIX.length));
  }

  async function timerOf(callId: string): Promise<unknown> {
    return (await realm.jsm.streams.getMessage('TIMERS_CALL_INTAKE', { last_by_subj: `${PREFIX}${callId}` }))?.json();
  }
});

/** Waits until the durable has nothing left to do. */
function settled(durable: string): Promise<void> {
  return caughtUp(realm.jsm, { stream: 'CALLS', name: durable });
}
