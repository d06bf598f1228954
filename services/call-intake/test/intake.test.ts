import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, headers, nkeyAuthenticator } from '@nats-io/transport-node';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { readFileSync } from 'node:fs';
import { auditTexts, entriesOn, fillAudit } from './support/audited.ts';
import { seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T17:30:00+01:00' });
  await seedCity(realm);
  intake = await startIntake(realm);
});

afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

/** Publishes as a frontend does; the place in the stream that the server acknowledges. */
async function report(
  report: object | string,
  frontend = 'demo-frontend',
  event = 'received',
  messageId?: string,
): Promise<number> {
  const payload = typeof report === 'string' ? report : JSON.stringify(report);
  const extra = headers();
  if (messageId) extra.set('Nats-Msg-Id', messageId);
  const options = { timeout: 5_000, headers: extra };
  const ack = await realm.operator.request(`intake.calls.${frontend}.${event}`, payload, options);
  return ack.json<{ seq: number }>().seq;
}

async function isStillThere(sequence: number): Promise<boolean> {
  return (await realm.jsm.streams.getMessage('INTAKE', { seq: sequence })) !== null;
}

/** Waits until nothing is left to be read. */
function settled(): Promise<void> {
  return caughtUp(realm.jsm, { stream: 'INTAKE', name: 'call-intake-on-intake' }, 20_000);
}

async function callsOf(filter: string, count: number) {
  return eventually(async () => {
    const { items } = (await intake.get(`/calls?limit=200&${filter}`)).body;
    expect(items).toHaveLength(count);
    return items;
  });
}

async function deadLetterOf(sequence: number) {
  return eventually(async () => {
    const letters = (await realm.deadLetters()).filter((letter) => letter.sequence === sequence);
    expect(letters).toHaveLength(1);
    return letters[0];
  });
}

describe('a call outside the hours', () => {
  it('is taken, with what to tell the caller and a Vormerkung to offer', async () => {
    const received = await intake.post('/calls', { line: 'hotline', from: '02151 9999' });
    expect(received).toMatchObject({
      status: 201,
      body: {
        call: { withinHours: false, state: 'ringing' },
        announcement: expect.stringMatching(/ab 8 Uhr.+Vormerkung.+jederzeit/),
        vormerkungOffered: true,
      },
    });
    const { callId } = received.body.call;
    expect((await intake.get(`/calls/${callId}`)).body).toEqual(received.body);
    const overNats = await realm.operator.request('cmd.call-intake.call', JSON.stringify({ callId }));
    expect(overNats.json()).toEqual(received.body);
    expect((await callsOf('phone=021519999', 1))[0]).toMatchObject({ callId, withinHours: false });
  });
});

describe('a reported call', () => {
  it('becomes a call of the frontend, marked outside the hours; the report is erased', async () => {
    const frontend = await connect({
      servers: realm.nats.url,
      authenticator: nkeyAuthenticator(readFileSync(realm.seedFile('frontends', 'demo-frontend'))),
    });
    const body = { line: 'hotline', from: '86-2164', source: 'pretended', idempotencyKey: 'k1' };
    const stored = (await frontend.request('intake.calls.received', JSON.stringify(body))).json<{ seq: number }>();
    expect(stored).toMatchObject({ stream: 'INTAKE' });
    await frontend.close();

    const taken = { state: 'ringing', from: '+492151862164', source: 'demo-frontend', withinHours: false };
    expect(await callsOf('phone=02151862164', 1)).toMatchObject([taken]);
    await settled();
    expect(await isStillThere(stored.seq)).toBe(false);
  });

  it('is recorded as a command of the frontend, of when it rang', async () => {
    const sequence = await report({ line: 'hotline', from: '02151 5656', agentId: 'anna' });
    await eventually(async () => expect(await isStillThere(sequence)).toBe(false));
    const { callId, receivedAt } = await latestCall();
    const of = [
      { kind: 'agent', id: 'anna' },
      { kind: 'call', id: callId },
    ];
    const actor = { type: 'frontend', id: 'demo-frontend' };
    await eventually(async () =>
      expect(await entriesOn(realm, callId)).toEqual([
        { actor, action: 'call-intake.receive-call', of, at: expect.any(String), cityAt: receivedAt },
      ]),
    );
  });

  it('is taken also while nothing can be recorded, and recorded afterwards', async () => {
    const empty = await fillAudit(realm);
    let callId = '';
    try {
      const sequence = await report({ line: 'hotline', from: '02151 6767' });
      await eventually(async () => expect(await isStillThere(sequence)).toBe(false));
      ({ callId } = await latestCall());
      expect(await entriesOn(realm, callId)).toEqual([]);
    } finally {
      await empty();
    }
    await eventually(async () => expect(await entriesOn(realm, callId)).toHaveLength(1));
  });

  it('twice is one call; the same key of another frontend is another call', async () => {
    const body = { line: 'hotline', from: '02151 1234567', idempotencyKey: 'same' };
    const sequences = [await report(body), await report(body), await report(body, 'pbx')];
    await settled();
    const calls = await callsOf('phone=021511234567', 2);
    expect(calls.map(({ source }) => source).sort()).toEqual(['demo-frontend', 'pbx']);
    expect(await Promise.all(sequences.map(isStillThere))).toEqual([false, false, false]);
  });

  it('with the same message id is one call of each frontend: nobody swallows another’s', async () => {
    const body = { line: 'hotline', from: '02151 7654321' };
    for (const frontend of ['pbx', 'demo-frontend', 'pbx']) await report(body, frontend, 'received', 'call-1');
    await settled();
    const calls = await callsOf('phone=021517654321', 2);
    expect(calls.map(({ source }) => source).sort()).toEqual(['demo-frontend', 'pbx']);
  });

  it('without a key is a call each time', async () => {
    await report({ line: 'hotline', from: '02151 2222' });
    await report({ line: 'hotline', from: '02151 2222' });
    await callsOf('phone=021512222', 2);
  });

  it('with the key of another report stays, with its reason', async () => {
    await report({ line: 'hotline', from: '02151 3333', idempotencyKey: 'another' });
    await settled();
    const second = await report({ line: 'hotline', from: '02151 3334', idempotencyKey: 'another' });
    expect(await deadLetterOf(second)).toMatchObject({ reason: 'refused' });
    expect(await isStillThere(second)).toBe(true);
    await callsOf('phone=021513334', 0);
  });

  it.each<[string, object | string, string, string, string]>([
    ['no JSON', '{"line":', 'received', 'bad-json', 'the report is no JSON text'],
    ['no object', '[]', 'received', 'bad-data', '(root): invalid_type'],
    ['another line', { line: 'fax', from: '02151 1234567' }, 'received', 'bad-data', 'line: invalid_value'],
    ['nonsense number', { line: 'hotline', from: 'geheim' }, 'received', 'bad-data', 'from: custom'],
    ['unknown field', { line: 'hotline', name: 'geheim' }, 'received', 'bad-data', '(root): unrecognized_keys'],
    ['another event', { line: 'hotline' }, 'lost', 'unknown-event', 'only "received" is known here'],
  ])(
    'that nobody can read stays, with its reason but none of its words: %s',
    async (_case, body, event, reason, error) => {
      const before = await storedCalls();
      const recordedBefore = await recordedReports();
      const sequence = await report(body, 'pbx', event);
      const letter = await deadLetterOf(sequence);
      expect(letter).toMatchObject({ service: 'call-intake', stream: 'INTAKE', reason, error, deliveries: 1 });
      expect(JSON.stringify(letter)).not.toMatch(/geheim|1234567/);
      expect(await isStillThere(sequence)).toBe(true);
      const metrics = await (await fetch(`${intake.url}/metrics`)).text();
      expect(metrics).toMatch(
        new RegExp(`dead_letters_total\\{durable="call-intake-on-intake",reason="${reason}"\\} [1-9]`),
      );
      expect(await storedCalls()).toBe(before);
      expect(await recordedReports()).toBe(recordedBefore);
    },
  );

  it('that nobody can read is erased again by its place, but not another that came to stand there', async () => {
    const sequence = await report({ line: 'fax', from: '02151 6666' });
    await deadLetterOf(sequence);
    const { time } = (await realm.jsm.streams.getMessage('INTAKE', { seq: sequence }))!;
    const eraseBefore = async (before: string | undefined) => {
      const records = [{ kind: 'report', id: String(sequence), before }];
      const person = { ticketIds: [], callIds: [], records };
      const payload = JSON.stringify({ person, causeId: 'again', actor: { type: 'privacy', id: 'petra' } });
      const reply = await realm.operator.request('cmd.call-intake.person.erase', payload, { timeout: 5_000 });
      return reply.json<{ found: object[] }>().found;
    };
    for (const before of [undefined, time.toISOString()]) expect(await eraseBefore(before)).toEqual([]);
    expect(await isStillThere(sequence)).toBe(true);
    const found = await eraseBefore(new Date(time.getTime() + 1_000).toISOString());
    expect(found).toEqual([{ kind: 'report', id: String(sequence) }]);
    expect(await isStillThere(sequence)).toBe(false);
  });

  /** The newest call as it came in. */
  async function latestCall(): Promise<{ callId: string; receivedAt: string }> {
    const stored = await realm.jsm.streams.getMessage('CALLS', { last_by_subj: 'calls.*.received' });
    return stored!.json<{ data: { call: { callId: string; receivedAt: string } } }>().data.call;
  }

  async function recordedReports(): Promise<number> {
    return (await auditTexts(realm)).join().split('receive-call').length;
  }

  async function storedCalls(): Promise<number> {
    return (await realm.jsm.streams.info('CALLS')).state.messages;
  }
});

describe('when the service is away', () => {
  it('calls wait and keep the time at which they rang', async () => {
    await intake.life.close();
    const sequence = await report({ line: 'hotline', from: '02151 4444' });
    const reported = await realm.jsm.streams.getMessage('INTAKE', { seq: sequence });
    const now = realm.clock.now();
    const lead = realm.clock.toReal(now).until(now);
    const rang = Temporal.Instant.fromEpochMilliseconds(reported!.time.getTime()).add(lead);
    // The clock goes on to another second, so that the time at which it was read would be seen.
    await eventually(() => expect(realm.clock.now().since(rang).total('seconds')).toBeGreaterThan(1.1));
    intake = await startIntake(realm, { CITY_CLOCK: clockPair() });
    const [call] = await callsOf('phone=021514444', 1);
    expect(call?.receivedAt).toBe(formatTimestamp(rang, realm.clock.zone));
  });

  it('stopped in the middle of many, it makes one call of each', async () => {
    const agents = Array.from({ length: 60 }, (_, i) => `agent-${i}`);
    const reportOf = (agentId: string) =>
      report({ line: 'hotline', from: '02151 5555', agentId, idempotencyKey: agentId });
    await Promise.all(agents.slice(0, 30).map(reportOf));
    const stopped = intake.life.close();
    await Promise.all(agents.slice(30).map(reportOf));
    await stopped;
    const letters = (await realm.deadLetters()).length;
    intake = await startIntake(realm);
    const calls = await callsOf('phone=021515555', 60);
    expect(new Set(calls.map(({ agentId }) => agentId)).size).toBe(60);
    await settled();
    expect(await realm.deadLetters()).toHaveLength(letters);
  });

  /** The realm's own clock, as the launcher hands it to every process. */
  function clockPair(): string {
    const now = realm.clock.now();
    return `${now.toString()}@${realm.clock.toReal(now).toString()}`;
  }
});
