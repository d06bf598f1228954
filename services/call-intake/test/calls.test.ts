import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { retireArticle, seedArticles, seedCity } from './support/city.ts';
import { type Intake, startIntake } from './support/intake.ts';

let realm: Realm;
let intake: Intake;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  await seedCity(realm);
  await seedArticles(realm, { geburtsurkunde: 'public', dienstanweisung: 'internal', 'alte-satzung': 'public' });
  await retireArticle(realm, 'alte-satzung');
  intake = await startIntake(realm);
});

afterAll(async () => {
  await intake?.life.close();
  await realm?.close();
});

describe('a call', () => {
  it('is taken, answered, resolved and ended', async () => {
    const received = await intake.post('/calls', { line: 'hotline', from: '02151/86-2164', source: 'pbx' });
    expect(received).toMatchObject({
      status: 201,
      body: {
        call: { state: 'ringing', from: '+492151862164', source: 'pbx', withinHours: true, transfers: [], tickets: [] },
      },
    });
    expect(Object.keys(received.body)).toEqual(['call']);
    const { callId, receivedAt } = received.body.call;
    expect(receivedAt).toMatch(/^2026-11-23T10:0\d:\d\d\+01:00$/);

    const call = `/calls/${callId}`;
    expect(await intake.post(`${call}/answer`, { agentId: 'anna' })).toMatchObject({
      status: 200,
      body: { call: { state: 'answered', agentId: 'anna' } },
    });
    expect((await intake.post(`${call}/answer`, { agentId: 'anna' })).status).toBe(200);
    expect(await intake.post(`${call}/answer`, { agentId: 'bert' })).toMatchObject({
      status: 409,
      body: { type: 'urn:serviceportal:problem:conflict', detail: 'Another agent has this call.' },
    });

    const resolution = { outcome: 'beantwortet', topicId: 'standesamt-fragen', articleIds: ['geburtsurkunde'] };
    const resolved = await intake.post(`${call}/resolve`, { ...resolution, note: 'hat sich bedankt', agentId: 'anna' });
    expect(resolved).toMatchObject({ status: 200, body: { call: { state: 'resolved', resolution } } });
    expect(JSON.stringify(resolved.body)).not.toContain('bedankt');

    const ended = await intake.post(`${call}/end`, { talkMs: 61_000, cause: 'normal', agentId: 'anna' });
    expect(ended.body.call).toMatchObject({ state: 'ended', talkMs: 61_000, cause: 'normal' });
    expect((await intake.post(`${call}/end`, { agentId: 'anna' })).body).toEqual(ended.body);
    expect((await intake.get(call)).body).toEqual(ended.body);
  });

  it('with an agent is answered at once; without number it is legal', async () => {
    const { body } = await intake.post('/calls', { line: 'hotline', from: 'anonymous', agentId: 'anna' });
    expect(body.call).toMatchObject({ state: 'answered', agentId: 'anna' });
    expect(body.call).not.toHaveProperty('from');
  });

  it('from nowhere, in so many words, is legal too', async () => {
    const { status, body } = await intake.post('/calls', { line: 'hotline', from: null, agentId: 'anna' });
    expect(status).toBe(201);
    expect(body.call).not.toHaveProperty('from');
  });

  it('that nobody took was abandoned', async () => {
    const { body } = await intake.post(`/calls/${await intake.call()}/end`, { cause: 'cancel', by: 'caller' });
    expect(body.call).toMatchObject({ state: 'abandoned', endedBy: 'caller' });
  });

  it('is won by one of many agents who take it at once', async () => {
    const callId = await intake.call();
    const agents = Array.from({ length: 12 }, (_, i) => `agent-${i}`);
    const answers = await Promise.all(agents.map((agentId) => intake.post(`/calls/${callId}/answer`, { agentId })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(11);
  });
});

describe('the same request twice', () => {
  it('with a key is one call, with another body it is refused', async () => {
    const report = { line: 'hotline', from: '02151 1234567' };
    const [first, second] = [await intake.post('/calls', report, 'k-1'), await intake.post('/calls', report, 'k-1')];
    expect(second).toEqual(first);
    expect(await intake.post('/calls', { ...report, from: '02151 7654321' }, 'k-1')).toMatchObject({
      status: 422,
      body: { type: 'urn:serviceportal:problem:unprocessable' },
    });
    const other = await intake.post('/calls', { ...report, agentId: 'anna' }, 'k-1');
    expect(other.body.call.callId).not.toBe(first.body.call.callId);
  });

  it('has its answer also when the directory has changed since', async () => {
    const path = `/calls/${await intake.call()}/resolve`;
    const ask = (key: string) => intake.post(path, { outcome: 'beantwortet', topicId: 'wohngeld-fragen' }, key);
    const first = await ask('resolve-1');
    await seedCity(realm, { topics: [] });
    await eventually(async () => expect((await ask('resolve-2')).status).toBe(400));
    expect(await ask('resolve-1')).toEqual(first);
    await seedCity(realm);
    await eventually(async () => expect((await ask('resolve-3')).status).toBe(200));
  });

  it('at the same time is one call', async () => {
    const requests = Array.from({ length: 5 }, () => intake.post('/calls', { line: 'hotline' }, 'k-2'));
    const ids = (await Promise.all(requests)).map(({ body }) => body.call.callId);
    expect(new Set(ids).size).toBe(1);
  });

  it('without a key are two calls', async () => {
    expect(await intake.call()).not.toBe(await intake.call());
  });
});

describe('articles that agents answered with', () => {
  const resolve = (callId: string, articleIds: string[]) =>
    intake.post(`/calls/${callId}/resolve`, { agentId: 'anna', outcome: 'beantwortet', articleIds });

  it('are refused where nobody knows them or they were retired, naming them, and nothing is stored', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    expect(await resolve(callId, ['gibt-es-nicht', 'geburtsurkunde', 'alte-satzung'])).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'articleIds.0' }, { path: 'articleIds.2' }] },
    });
    expect((await intake.get(`/calls/${callId}`)).body.call).toMatchObject({ state: 'answered' });
    expect((await resolve(callId, ['geburtsurkunde', 'dienstanweisung'])).status).toBe(200);
  });

  it('are refused over the bus too', async () => {
    const callId = await intake.call({ agentId: 'anna' });
    const asked = { callId, outcome: 'beantwortet', articleIds: ['gibt-es-nicht'] };
    const answer = await realm.operator.request('cmd.call-intake.resolve', JSON.stringify(asked));
    expect(answer.headers?.get('Nats-Service-Error-Code')).toBe('400');
    expect(answer.json()).toMatchObject({ errors: [{ path: 'articleIds.0' }] });
  });
});

describe('lists', () => {
  it('finds calls by number in any notation, agent and state, newest first, page by page', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(await intake.call({ from: '+49 2151 5550', agentId: 'lisa' }));
    await intake.post(`/calls/${ids[0]}/end`, {});

    const found = await eventually(async () => {
      const { body } = await intake.get('/calls?phone=02151/5550');
      expect(body.items).toHaveLength(3);
      expect(body.items.filter(({ state }) => state === 'ended')).toHaveLength(1);
      return body.items;
    });
    expect(found.map(({ callId }) => callId).sort()).toEqual([...ids].sort());
    expect(found.map(({ receivedAt }) => receivedAt)).toEqual(
      found
        .map(({ receivedAt }) => receivedAt)
        .sort()
        .reverse(),
    );

    expect((await intake.get('/calls?agentId=lisa&state=ended')).body.items).toMatchObject([{ callId: ids[0] }]);
    const first = (await intake.get('/calls?agentId=lisa&limit=2')).body;
    const second = (await intake.get(`/calls?agentId=lisa&limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items]).toEqual(found);
    expect(second).not.toHaveProperty('nextCursor');
    expect((await intake.get('/calls?phone=0211 999999')).body.items).toEqual([]);
  });
});

describe('bad input', () => {
  it.each([
    ['no line', {}, 'line'],
    ['another line', { line: 'fax' }, 'line'],
    ['nonsense number', { line: 'hotline', from: 'abc' }, 'from'],
    ['emergency number', { line: 'hotline', from: '110' }, 'from'],
    ['40 digits', { line: 'hotline', from: '1'.repeat(40) }, 'from'],
    ['a list for a number', { line: 'hotline', from: ['02151 860'] }, 'from'],
    ['an operator for a number', { line: 'hotline', from: { $gt: '' } }, 'from'],
    ['an agent id that no sign-in gives', { line: 'hotline', agentId: 'a b' }, 'agentId'],
    ['a wildcard source', { line: 'hotline', source: '>' }, 'source'],
    ['an unknown field', { line: 'hotline', state: 'ended' }, 'state'],
    ['an unknown field of a prototype', '{"line":"hotline","__proto__":{"x":1}}', '__proto__'],
  ])('names the field: %s', async (_case, body, path) => {
    const before = await storedCalls();
    const answer = await intake.post('/calls', body);
    expect(answer).toMatchObject({
      status: 400,
      body: { type: 'urn:serviceportal:problem:invalid', errors: [{ path }] },
    });
    expect(await storedCalls()).toBe(before);
  });

  it.each([
    ['bad JSON', '{"line": "hotline",}', 400],
    ['1 MB', JSON.stringify({ line: 'hotline', from: '1'.repeat(1024 * 1024) }), 413],
    ['NUL', JSON.stringify({ line: 'hotline', source: '\0' }), 400],
  ])('is refused before it is read: %s', async (_case, body, status) => {
    expect((await intake.post('/calls', body)).status).toBe(status);
  });

  it.each<[path: string, body: object, field: string]>([
    ['/answer', { agentId: 'a b' }, 'agentId'],
    ['/resolve', {}, 'outcome'],
    ['/resolve', { outcome: '  ' }, 'outcome'],
    ['/resolve', { outcome: 'ok', topicId: 'unbekannt' }, 'topicId'],
    ['/resolve', { outcome: 'ok', note: 'x'.repeat(10_001) }, 'note'],
    ['/end', { talkMs: -1 }, 'talkMs'],
    ['/end', { talkMs: 0.5 }, 'talkMs'],
    ['/end', { by: 'limit' }, 'by'],
    ['/bounced', {}, 'transferId'],
    ['/bounced', { transferId: 'a b' }, 'transferId'],
    ['/mail', { articleIds: [], email: 'a@example.org' }, 'articleIds'],
    ['/mail', { articleIds: ['a', 'b', 'c', 'd', 'e', 'f'], email: 'a@example.org' }, 'articleIds'],
    ['/mail', { articleIds: ['a', 'b', 'a'], email: 'a@example.org' }, 'articleIds.2'],
    ['/mail', { articleIds: ['A.*'], email: 'a@example.org' }, 'articleIds.0'],
    ['/mail', { articleIds: ['a'], email: 'a@example.org,b@example.org' }, 'email'],
    ['/mail', { articleIds: ['a'], email: 'a@example.org', language: 'tr' }, 'language'],
  ])('names the field of %s', async (path, body, field) => {
    const answer = await intake.post(`/calls/${await intake.call()}${path}`, body);
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: field }] } });
  });

  it.each([
    ['state=lost', 'state'],
    ['phone=abc', 'phone'],
    ['limit=0', 'limit'],
    ['limit=201', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['agentId[$ne]=x', 'agentId[$ne]'],
  ])('names the field of a list: %s', async (query, path) => {
    expect(await intake.get(`/calls?${query}`)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  it('knows no call that is not there, and no id that breaks subjects', async () => {
    expect((await intake.get('/calls/unknown')).status).toBe(404);
    expect((await intake.post('/calls/unknown/answer', { agentId: 'anna' })).status).toBe(404);
    expect((await intake.get('/calls/a.b')).status).toBe(400);
    expect((await intake.get('/calls/%3E')).status).toBe(400);
  });

  async function storedCalls(): Promise<number> {
    return (await realm.jsm.streams.info('CALLS')).state.messages;
  }
});

describe('over NATS', () => {
  it('takes the same commands with the same answers', async () => {
    const log = await realm.operator.request(
      'cmd.call-intake.receive',
      JSON.stringify({ line: 'hotline', source: 'nats' }),
    );
    const { call } = log.json<{ call: { callId: string; state: string } }>();
    expect(call.state).toBe('ringing');
    const ask = async (verb: string, body: object) =>
      (
        await realm.operator.request(`cmd.call-intake.${verb}`, JSON.stringify({ callId: call.callId, ...body }))
      ).json();
    expect(await ask('answer', { agentId: 'anna' })).toMatchObject({ call: { state: 'answered' } });
    expect(await ask('answer', { agentId: 'bert' })).toMatchObject({ status: 409 });
    expect(await ask('resolve', { outcome: 'beantwortet' })).toMatchObject({ call: { state: 'resolved' } });
    expect(await ask('transfer', {})).toMatchObject({ status: 400 });
    expect(await ask('end', {})).toMatchObject({ call: { state: 'ended' } });
    expect(await ask('call', {})).toEqual((await intake.get(`/calls/${call.callId}`)).body);
    const list = await realm.operator.request('cmd.call-intake.calls', JSON.stringify({ limit: 1 }));
    expect(list.json()).toMatchObject({ items: [expect.any(Object)] });
  });
});

describe('what is served besides', () => {
  it('is ready, and described', async () => {
    expect(await intake.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready' } });
    const { body } = await intake.get('/openapi.json');
    expect(Object.keys(body.paths).sort()).toEqual([
      '/agents/{agentId}/state',
      '/callers',
      '/calls',
      '/calls/live',
      '/calls/{callId}',
      '/calls/{callId}/answer',
      '/calls/{callId}/bounced',
      '/calls/{callId}/end',
      '/calls/{callId}/live',
      '/calls/{callId}/mail',
      '/calls/{callId}/resolve',
      '/calls/{callId}/transfer',
      '/team',
      '/team/live',
    ]);
  });
});
