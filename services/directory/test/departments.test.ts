import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type StartedDirectory, startIn } from './started-directory.ts';

let realm: Realm;
let directory: StartedDirectory;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  directory = await startIn(realm);
});
afterAll(async () => {
  await directory?.close();
  await realm?.close();
});

const office = {
  name: 'Testamt',
  centralNumber: '02151 / 86-4711',
  hours: 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off',
  onboardedOn: '2022-08-01',
  mailbox: 'testamt@krefeld.example',
  topics: [],
};

describe('the hotline', () => {
  it('has its number, hours and seats, and is open on a Monday morning', async () => {
    const { body, headers } = await directory.get('/hotline');
    expect(body).toEqual({
      cityName: 'Krefeld',
      number: '+492151860',
      zone: 'Europe/Berlin',
      hours: 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off',
      holidays: 'DE-NW',
      closures: [expect.objectContaining({ why: 'Altweiber' }), expect.objectContaining({ why: 'Rosenmontag' })],
      seats: 12,
      revision: 1,
      open: true,
      openUntil: '2026-11-23T17:00:00+01:00',
    });
    expect(headers.get('etag')).toBe('"1"');
  });

  it('changes by revisions: what GET gave goes back with If-Match', async () => {
    const { body } = await directory.get('/hotline');
    const changed = { ...body, hours: 'Tu-Th 08:00-17:00', seats: 14 };
    const { status, headers, ...answer } = await directory.put('/hotline', changed, { 'if-match': '"1"' });
    expect([status, headers.get('etag')]).toEqual([200, '"2"']);
    expect(answer.body).toEqual({
      ...changed,
      revision: 2,
      open: false,
      openUntil: undefined,
      opensAt: '2026-11-24T08:00:00+01:00',
      announcement:
        'Das Servicetelefon der Stadt Krefeld ist zurzeit nicht besetzt. Die Servicezeiten sind dienstags bis ' +
        'donnerstags von 8 bis 17 Uhr. Wieder für Sie da sind wir morgen ab 8 Uhr.',
    });
    expect((await directory.get('/hotline')).body).toEqual(answer.body);
    const back = await directory.put('/hotline', { ...body, revision: undefined }, { 'if-match': '2' });
    expect(back.body).toEqual({ ...body, revision: 3 });
  });
});

describe('departments', () => {
  it('are listed by name, without what is worked out of them', async () => {
    const { status, body } = await directory.get('/departments');
    const items = body['items'] as { name: string; departmentId: string }[];
    const names = items.map(({ name }) => name);
    expect(status).toBe(200);
    expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b, 'de')));
    expect(items.find(({ departmentId }) => departmentId === 'standesamt')).toEqual({
      departmentId: 'standesamt',
      name: 'Standesamt',
      centralNumber: '+492151862351',
      hours: expect.stringContaining('PH off') as unknown,
      holidays: 'DE-NW',
      closures: expect.arrayContaining([expect.objectContaining({ kind: 'emergency' })]) as unknown,
      onboardedOn: '2022-08-01',
      mailbox: 'standesamt@krefeld.example',
      topics: expect.arrayContaining([{ topicId: 'geburtsurkunde', name: 'Geburtsurkunde beantragen' }]) as unknown,
      serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
      revision: 1,
    });
  });

  it('come in pages', async () => {
    const all = (await directory.get('/departments')).body['items'];
    const first = (await directory.get('/departments?limit=3')).body;
    const rest = (await directory.get(`/departments?cursor=${first['nextCursor'] as string}`)).body;
    expect([...(first['items'] as object[]), ...(rest['items'] as object[])]).toEqual(all);
    expect(rest).not.toHaveProperty('nextCursor');
  });

  it('change by revisions: what GET gave goes back with If-Match, an old revision is refused', async () => {
    const created = await directory.put('/departments/testamt', office);
    expect([created.status, created.headers.get('etag')]).toEqual([200, '"1"']);
    expect(created.body).toMatchObject({
      departmentId: 'testamt',
      centralNumber: '+492151864711',
      holidays: 'DE-NW',
      revision: 1,
    });

    const shown = await directory.get('/departments/testamt');
    expect([shown.body, shown.headers.get('etag')]).toEqual([created.body, '"1"']);

    const changed = { ...shown.body, hours: 'Mo 09:00-12:00' };
    const second = await directory.put('/departments/testamt', changed, { 'if-match': '"1"' });
    expect([second.status, second.headers.get('etag'), second.body['hours']]).toEqual([200, '"2"', 'Mo 09:00-12:00']);
    expect((await directory.get('/departments/testamt/availability')).body).toMatchObject({
      state: 'open',
      openUntil: '2026-11-23T12:00:00+01:00',
    });

    const stale = await directory.put('/departments/testamt', { ...office, name: 'Alt' }, { 'if-match': '"1"' });
    expect([stale.status, stale.body['detail']]).toEqual([412, expect.stringContaining('revision 2')]);
    expect((await directory.put('/departments/testamt', office)).status).toBe(412);
    expect((await directory.put('/departments/neu', office, { 'if-match': '"1"' })).status).toBe(412);
    expect((await directory.get('/departments/testamt')).body['revision']).toBe(2);
    expect((await directory.get('/departments/neu')).status).toBe(404);
  });

  it('change once for one Idempotency-Key, and never for another body', async () => {
    const key = { 'idempotency-key': 'the-same' };
    const answers = await Promise.all(
      [1, 2, 3].map(() => directory.put('/departments/einmal', { ...office, name: 'Einmal' }, key)),
    );
    const later = await directory.put('/departments/einmal', { ...office, name: 'Einmal' }, key);
    expect([...answers, later].map(({ status, body }) => [status, body['revision']])).toEqual(Array(4).fill([200, 1]));
    expect((await directory.put('/departments/einmal', { ...office, name: 'Anders' }, key)).status).toBe(422);
  });

  it('let only one of several editors win', async () => {
    await directory.put('/departments/umkaempft', office);
    const answers = await Promise.all(
      ['A', 'B', 'C', 'D'].map((name) =>
        directory.put('/departments/umkaempft', { ...office, name }, { 'if-match': '1' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  it('keep a topic that another one has, until that gives it up', async () => {
    const topics = [{ topicId: 'geburtsurkunde', name: 'Geburtsurkunde' }];
    const refused = await directory.put('/departments/zweitamt', { ...office, topics });
    expect(refused.status).toBe(409);
    expect(refused.body['errors']).toEqual([
      { path: 'topics.0.topicId', message: 'belongs to the department standesamt' },
    ]);
    expect((await directory.get('/departments/zweitamt')).status).toBe(404);
  });

  it('get a topic one at a time, also when several ask for it at once', async () => {
    const topics = [{ topicId: 'begehrt', name: 'Begehrt' }];
    const answers = await Promise.all(
      ['eins', 'zwei', 'drei'].map((id) => directory.put(`/departments/${id}`, { ...office, topics })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });
});

const atNoon = expect.stringMatching(/^Der Fachbereich Standesamt ist .* montags bis .* heute ab 14 Uhr\.$/);

describe('availability and service time', () => {
  it.each([
    [
      '/departments/standesamt/availability',
      { state: 'open', number: '+492151862351', openUntil: '2026-11-23T12:30:00+01:00' },
    ],
    [
      '/departments/standesamt/availability?at=2026-11-23T13:00:00%2B01:00',
      { state: 'closed', number: '+492151862351', opensAt: '2026-11-23T14:00:00+01:00', announcement: atNoon },
    ],
    [
      '/departments/standesamt/availability?at=2026-11-23T13:00:00+01:00',
      { state: 'closed', number: '+492151862351', opensAt: '2026-11-23T14:00:00+01:00', announcement: atNoon },
    ],
    [
      '/departments/jugendamt/availability',
      { state: 'not-onboarded', number: '+492151863201', openUntil: '2026-11-23T12:30:00+01:00' },
    ],
    [
      '/departments/melde-pass/availability?at=2026-12-29T10:00:00%2B01:00',
      expect.objectContaining({
        state: 'closed',
        why: 'Betriebsferien',
        announcement: expect.stringContaining('4. Januar') as unknown,
      }),
    ],
    [
      '/departments/standesamt/availability?at=2026-12-29T10:00:00%2B01:00',
      expect.objectContaining({ state: 'open', openUntil: '2026-12-29T12:00:00+01:00' }),
    ],
    [
      '/departments/standesamt/service-time?from=2026-11-23T17:30:00%2B01:00&hours=4',
      { at: '2026-11-24T12:30:00+01:00' },
    ],
    ['/departments/standesamt/service-time?hours=0', { at: expect.stringMatching(/^2026-11-23T10:0/) }],
    [
      '/departments/standesamt/service-time?from=2027-03-27T12:00:00%2B01:00&hours=0.5',
      { at: '2027-03-30T09:00:00+02:00' },
    ],
  ])('%s', async (path, expected) => {
    const { status, body } = await directory.get(path);
    expect([status, body]).toEqual([200, expected]);
  });

  it('follow what a department says of its presence', async () => {
    const said = await directory.put('/departments/auslaender/presence', {
      staffed: false,
      until: '2026-11-23T11:00:00+01:00',
      why: 'Personalversammlung',
    });
    expect(said).toMatchObject({ status: 200, body: { departmentId: 'auslaender', staffed: false, revision: 1 } });
    expect((await directory.get('/departments/auslaender/availability')).body).toMatchObject({
      state: 'unstaffed',
      opensAt: '2026-11-23T11:00:00+01:00',
      why: 'Personalversammlung',
    });
    const after = '/departments/auslaender/availability?at=2026-11-23T11:00:00%2B01:00';
    expect((await directory.get(after)).body['state']).toBe('open');
    await directory.put('/departments/auslaender/presence', { staffed: true });
    expect((await directory.get('/departments/auslaender/availability')).body['state']).toBe('open');
  });

  it('of a department that never opens: closed without an end, and no service time ever', async () => {
    await directory.put('/departments/nie', { ...office, hours: 'off' });
    expect((await directory.get('/departments/nie/availability')).body).toEqual({
      state: 'closed',
      number: '+492151864711',
      announcement: 'Der Fachbereich Testamt ist zurzeit nicht besetzt.',
    });
    const time = await directory.get('/departments/nie/service-time?hours=1');
    expect([time.status, time.body['detail']]).toEqual([422, expect.stringContaining('400 days')]);
  });
});

describe('topics', () => {
  it('are found however people type an umlaut', async () => {
    const found = await Promise.all(
      ['Führerschein umtauschen', 'fuehrerschein umtauschen', 'FUHRERSCHEIN%20umt'].map(async (q) => {
        return (await directory.get(`/topics?q=${encodeURIComponent(decodeURIComponent(q))}`)).body['items'];
      }),
    );
    expect(found[0]).toEqual([
      expect.objectContaining({ departmentId: 'fuehrerschein', departmentName: 'Führerscheinstelle' }),
    ]);
    expect(found).toEqual([found[0], found[0], found[0]]);
  });

  it('are all there without a question', async () => {
    expect(((await directory.get('/topics')).body['items'] as unknown[]).length).toBeGreaterThan(50);
  });
});

it('describes itself', async () => {
  const { status, body } = await directory.get('/openapi.json');
  const paths = body['paths'] as Record<string, object>;
  expect([status, Object.keys(paths).sort()]).toEqual([
    200,
    [
      '/departments',
      '/departments/{departmentId}',
      '/departments/{departmentId}/availability',
      '/departments/{departmentId}/closures',
      '/departments/{departmentId}/closures/{closureId}',
      '/departments/{departmentId}/presence',
      '/departments/{departmentId}/revisions',
      '/departments/{departmentId}/service-time',
      '/hotline',
      '/hotline/closures',
      '/hotline/closures/{closureId}',
      '/topics',
    ],
  ]);
  expect(Object.keys(paths['/departments/{departmentId}']!)).toEqual(['get', 'put']);
});

describe('a command over NATS', () => {
  it('gets the same answer as over HTTP', async () => {
    const payload = JSON.stringify({ departmentId: 'standesamt', at: '2026-11-23T13:00:00+01:00' });
    const reply = await realm.operator.request('cmd.directory.availability', payload);
    const overHttp = await directory.get('/departments/standesamt/availability?at=2026-11-23T13:00:00%2B01:00');
    expect(reply.json()).toEqual(overHttp.body);
  });

  it('is refused with the same problem', async () => {
    const reply = await realm.operator.request(
      'cmd.directory.availability',
      '{"departmentId": "standesamt", "at": "soon"}',
    );
    const overHttp = await directory.get('/departments/standesamt/availability?at=soon');
    expect([reply.headers?.get('Nats-Service-Error-Code'), reply.json()]).toEqual(['400', overHttp.body]);
  });
});
