import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { seedCity } from './support/city.ts';
import { type Feed, openFeed } from './support/feed.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;
let feed: Feed | undefined;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  intake = await startIntake(realm);
});

afterEach(() => feed?.close());

afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

describe('live feeds', () => {
  it('tell what happens to all calls, with the event as it was stored but for its bookkeeping', async () => {
    const first = await openFeed(`${intake.url}/calls/live`);
    feed = first;
    // Nothing tells when the feed listens, so calls come until one is heard.
    const heard = await eventually(async () => {
      await intake.call({ from: '02151 7777' });
      expect(first.events.length).toBeGreaterThan(0);
      return first.events[0]!;
    });
    expect(heard.event).toBe('CallReceived');
    expect(Number(heard.id)).toBeGreaterThan(0);
    expect(heard.data).toMatchObject({ call: { state: 'ringing', citizen: { phone: '+4921517777' } } });
    expect(heard.data).not.toHaveProperty('handled');
  });

  it('go on after Last-Event-ID without a gap', async () => {
    const before = await realm.jsm.streams.info('CALLS');
    const callId = await intake.call();
    await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' });
    feed = await openFeed(`${intake.url}/calls/live`, before.state.last_seq);
    await intake.post(`/calls/${callId}/end`, {});
    const { events } = feed;
    await eventually(() => expect(events).toHaveLength(3));
    expect(events.map(({ event }) => event)).toEqual(['CallReceived', 'CallAnswered', 'CallEnded']);
    expect(events.map(({ id }) => Number(id) - before.state.last_seq)).toEqual([1, 2, 3]);
  });

  it('of one call begin with its latest event and tell nothing of others', async () => {
    const callId = await intake.call();
    await intake.post(`/calls/${callId}/answer`, { agentId: 'anna' });
    feed = await openFeed(`${intake.url}/calls/${callId}/live`);
    const { events } = feed;
    await eventually(() => expect(events).toHaveLength(1));
    await intake.call();
    await intake.post(`/calls/${callId}/end`, {});
    await eventually(() => expect(events.map(({ event }) => event)).toEqual(['CallAnswered', 'CallEnded']));
  });

  it('of a call that is not there is a plain 404', async () => {
    expect(await intake.get('/calls/unknown/live')).toMatchObject({ status: 404 });
  });
});
