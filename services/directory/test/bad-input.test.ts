import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openRealm, type Realm } from '@serviceportal/test/realm';
import { type Answer, type StartedDirectory, startIn } from './started-directory.ts';

let realm: Realm;
let directory: StartedDirectory;
let storedBefore: number;

beforeAll(async () => {
  realm = await openRealm({ cityClock: '2026-11-23T10:00:00+01:00' });
  directory = await startIn(realm);
  storedBefore = await stored();
});
afterAll(async () => {
  await directory?.close();
  await realm?.close();
});

async function stored(): Promise<number> {
  return (await realm.jsm.streams.info('DIRECTORY')).state.last_seq;
}

/** The fields a problem names; its `detail` names the first of them too. */
function fields({ body }: Answer): string[] {
  return ((body['errors'] ?? []) as { path: string }[]).map(({ path }) => path);
}

const office = {
  name: 'Testamt',
  centralNumber: '02151 86-4711',
  hours: 'Mo-Fr 08:00-12:00',
  mailbox: 'testamt@krefeld.example',
};
const lead = { name: 'Leitung', email: 'leitung@krefeld.example' };
const textModule = { moduleId: 'unterlagen-fehlen', name: 'Unterlagen fehlen', text: 'Bitte …' };
const emergency = { from: '2026-12-01', to: '2026-12-01', kind: 'emergency', hours: [{ from: '09:00', to: '12:00' }] };

describe('a department nobody should store', () => {
  it.each<[string, object, string]>([
    ['hours that do not parse', { hours: 'Mo-Fr 8 bis 12' }, 'hours'],
    ['hours after hours for holidays', { hours: 'PH off; Mo 08:00-12:00' }, 'hours'],
    ['hours without end', { hours: 'Mo 08:00-12:00,'.repeat(100) }, 'hours'],
    ['holidays of nowhere', { holidays: 'DE-XX' }, 'holidays'],
    ['a number with letters', { centralNumber: '02151 RUF-AN' }, 'centralNumber'],
    ['a number that is too long', { centralNumber: '0'.repeat(40) }, 'centralNumber'],
    ['an emergency number', { centralNumber: '110' }, 'centralNumber'],
    ['two mailboxes', { mailbox: 'a@krefeld.example, b@evil.example' }, 'mailbox'],
    ['no name', { name: ' ' }, 'name'],
    ['a name of 10,000 characters', { name: 'x'.repeat(10_000) }, 'name'],
    ['a day that does not exist', { onboardedOn: '2026-02-30' }, 'onboardedOn'],
    ['a topic twice', { topics: [1, 2].map(() => ({ topicId: 'a', name: 'A' })) }, 'topics.1.topicId'],
    ['a topic with a dot', { topics: [{ topicId: 'a.b', name: 'A' }] }, 'topics.0.topicId'],
    ['an unknown field of a topic', { topics: [{ topicId: 'a', name: 'A', color: 'red' }] }, 'topics.0.color'],
    ['an unknown field of a closure', { closures: [{ ...emergency, wy: 'x' }] }, 'closures.0.wy'],
    ['a closure that ends before it begins', { closures: [{ ...emergency, to: '2026-11-30' }] }, 'closures.0.to'],
    [
      'a closure in the night of nowhere',
      { closures: [{ ...emergency, hours: [{ from: '25:00', to: '26:00' }] }] },
      'closures.0.hours.0.from',
    ],
    ['an emergency duty without hours', { closures: [{ ...emergency, hours: undefined }] }, 'closures.0.hours'],
    ['reduced hours that are none', { closures: [{ ...emergency, kind: 'reduced', hours: [] }] }, 'closures.0.hours'],
    ['the same closure twice', { closures: [emergency, { ...emergency, why: 'x' }] }, 'closures.1.from'],
    ['a lead without a name', { lead: { name: '', email: 'a@krefeld.example' } }, 'lead.name'],
    ['a lead with two addresses', { lead: { ...lead, email: 'a@krefeld.example,b@evil.example' } }, 'lead.email'],
    [
      'a lead whose address goes on',
      { lead: { ...lead, email: 'a@krefeld.example\r\nBcc: b@evil.example' } },
      'lead.email',
    ],
    [
      'an absence that ends before it begins',
      { lead: { ...lead, absences: [{ from: '2026-12-24', to: '2026-12-23' }] } },
      'lead.absences.0.to',
    ],
    ['a deputy twice', { deputies: [lead, { ...lead, name: 'B' }] }, 'deputies.1.email'],
    ['an unknown field of a deputy', { deputies: [{ ...lead, phone: '1' }] }, 'deputies.0.phone'],
    ['a text module twice', { textModules: [textModule, textModule] }, 'textModules.1.moduleId'],
    ['a text module without text', { textModules: [{ ...textModule, text: ' ' }] }, 'textModules.0.text'],
    ['a text module in Latin', { textModules: [{ ...textModule, language: 'la' }] }, 'textModules.0.language'],
    ['no callbacks at all', { serviceLevel: { callbacksPerHour: 0 } }, 'serviceLevel.callbacksPerHour'],
    ['fewer callbacks than none', { serviceLevel: { callbacksPerHour: -1 } }, 'serviceLevel.callbacksPerHour'],
    ['callbacks in words', { serviceLevel: { callbacksPerHour: '4' } }, 'serviceLevel.callbacksPerHour'],
    ['a promise of nothing', { serviceLevel: { callbackServiceHours: 0 } }, 'serviceLevel.callbackServiceHours'],
    ['an unknown promise', { serviceLevel: { hours: 8 } }, 'serviceLevel.hours'],
    ['an unknown field', { color: 'red' }, 'color'],
    ['what is worked out', { week: {} }, 'week'],
    ['an operator', { name: { $gt: '' } }, 'name'],
    ['NUL', { name: 'a\0b' }, 'name'],
    ['half a character', { name: 'a\ud800' }, 'name'],
    ['another id than the address', { departmentId: 'amt' }, 'departmentId'],
  ])('%s', async (_what, change, field) => {
    const answer = await directory.put('/departments/testamt', { ...office, ...change });
    expect([answer.status, fields(answer)]).toEqual([400, expect.arrayContaining([field])]);
  });

  it('says where in the hours the mistake stands', async () => {
    const { body } = await directory.put('/departments/testamt', { ...office, hours: 'Mo-Th 08:00-17:00; Fr 8-13' });
    expect(body['detail']).toMatch(/at character 23 \(«8-13»\)/);
  });

  it('names every field that is missing', async () => {
    expect(fields(await directory.put('/departments/testamt', {}))).toEqual(
      expect.arrayContaining(['name', 'centralNumber', 'hours', 'mailbox']),
    );
  });

  it.each<[string, string, Record<string, string>, number]>([
    ['bad JSON', '{"name": ', {}, 400],
    ['an array', '[]', {}, 400],
    ['a large number', '{"name": 1e309}', {}, 400],
    ['1 MB', JSON.stringify({ name: 'x'.repeat(1024 * 1024) }), {}, 413],
    ['another type', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a prototype', '{"__proto__": {"name": "x"}}', {}, 400],
    ['an If-Match that is no revision', JSON.stringify(office), { 'if-match': '*' }, 400],
    ['a revision that contradicts If-Match', JSON.stringify({ ...office, revision: 2 }), { 'if-match': '3' }, 400],
    ['an Idempotency-Key with spaces', JSON.stringify(office), { 'idempotency-key': 'a b' }, 400],
  ])('%s', async (_what, body, headers, status) => {
    const answer = await directory.put('/departments/testamt', body, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      expect.stringContaining('application/problem+json'),
    ]);
  });

  it.each(['a.b', 'a%20b', '%3E', '*', 'A', 'x'.repeat(65), '%0D%0A', 'ü'])('under the id «%s»', async (id) => {
    expect((await directory.put(`/departments/${id}`, office)).status).toBe(400);
  });
});

describe('a presence nobody should store', () => {
  it.each<[string, unknown, string]>([
    ['no word on it', {}, 'staffed'],
    ['a text for yes', { staffed: 'yes' }, 'staffed'],
    ['an end in the past', { staffed: false, until: '2026-11-23T09:00:00+01:00' }, 'until'],
    ['an end without a zone', { staffed: false, until: '2026-11-23T12:00' }, 'until'],
    ['an end in another age', { staffed: false, until: '9999-12-31T23:59:59Z' }, 'until'],
    ['a long story', { staffed: false, why: 'x'.repeat(201) }, 'why'],
    ['an unknown field', { staffed: false, who: 'me' }, 'who'],
  ])('%s', async (_what, body, field) => {
    const answer = await directory.put('/departments/standesamt/presence', body);
    expect([answer.status, fields(answer)]).toEqual([400, [field]]);
  });

  it('of a department that is not there', async () => {
    expect((await directory.put('/departments/nirgends/presence', { staffed: true })).status).toBe(404);
  });
});

describe('a closure nobody should store', () => {
  const closure = { from: '2026-12-01', to: '2026-12-01', kind: 'closed' };
  const everywhere = ['/departments/standesamt/closures', '/hotline/closures'];
  it.each<[string, unknown, string[]]>([
    ['none', {}, ['closure']],
    ['without a kind', { closure: { from: '2026-12-01', to: '2026-12-01' } }, ['closure.kind']],
    ['of another kind', { closure: { ...closure, kind: 'strike' } }, ['closure.kind']],
    ['that ends before it begins', { closure: { ...closure, to: '2026-11-30' } }, ['closure.to']],
    ['on a day that does not exist', { closure: { ...closure, from: '2026-02-30' } }, ['closure.from']],
    ['reduced to what?', { closure: { ...closure, kind: 'reduced' } }, ['closure.hours']],
    [
      'closed from nine to ten',
      { closure: { ...closure, hours: [{ from: '09:00', to: '10:00' }] } },
      ['closure.hours'],
    ],
    ['with an unknown field', { closure: { ...closure, wy: 'x' } }, ['closure.wy']],
    ['confirmed by a text', { closure, replan: 'yes' }, ['replan']],
    ['with a stranger beside it', { closure, color: 'red' }, ['color']],
  ])('%s', async (_what, body, expected) => {
    for (const path of everywhere) {
      const refused = await directory.post(path, body);
      expect([path, refused.status, fields(refused)]).toEqual([path, 400, expect.arrayContaining(expected)]);
    }
  });

  it('that is over, or of a department that is not there', async () => {
    const over = { closure: { ...closure, from: '2026-11-01', to: '2026-11-22' } };
    for (const path of everywhere) {
      const refused = await directory.post(path, over);
      expect([path, refused.status, fields(refused)]).toEqual([path, 422, ['closure.to']]);
    }
    expect((await directory.post('/departments/nirgends/closures', { closure })).status).toBe(404);
    expect((await directory.post('/departments/A.B/closures', { closure })).status).toBe(400);
  });

  it.each<[string, number]>([
    ['closed-2026-12-01-2026-12-02', 404],
    ['closed', 400],
    ['closed-2026-12-01-2026-12-02-', 400],
    ['*', 400],
  ])('nor one to remove: %s', async (closureId, status) => {
    for (const path of everywhere) expect((await directory.delete(`${path}/${closureId}`)).status).toBe(status);
    expect((await directory.delete(`/departments/nirgends/closures/${closureId}`)).status).toBe(status);
  });
});

describe('a hotline nobody should store', () => {
  it.each<[string, object, string]>([
    ['no seats', { seats: 0 }, 'seats'],
    ['half a seat', { seats: 1.5 }, 'seats'],
    ['hours that do not parse', { hours: 'immer' }, 'hours'],
    ['holidays of nowhere', { holidays: 'NRW' }, 'holidays'],
    ['another zone', { zone: 'Europe/Paris' }, 'zone'],
    ['no number', { number: 'keine' }, 'number'],
    ['an unknown field', { color: 'red' }, 'color'],
    ['what is worked out', { week: {} }, 'week'],
    ['another revision than If-Match', { revision: 2 }, 'revision'],
  ])('%s', async (_what, change, field) => {
    const { body } = await directory.get('/hotline');
    const refused = await directory.put('/hotline', { ...body, ...change }, { 'if-match': '1' });
    expect([refused.status, fields(refused)]).toEqual([400, expect.arrayContaining([field])]);
  });

  it('nor one that somebody changed meanwhile', async () => {
    const { body } = await directory.get('/hotline');
    expect((await directory.put('/hotline', { ...body, revision: undefined }, { 'if-match': '7' })).status).toBe(412);
    expect((await directory.put('/hotline', body)).status).toBe(412);
  });
});

describe('a question nobody can answer', () => {
  it.each<[string, number, string[]]>([
    ['/departments/nirgends', 404, []],
    ['/departments/nirgends/closures', 404, []],
    ['/departments/nirgends/revisions', 404, []],
    ['/departments/nirgends?revision=1', 404, []],
    ['/departments/standesamt?revision=99', 404, []],
    ['/departments/standesamt?revision=0', 400, ['revision']],
    ['/departments/standesamt?revision=1e3', 400, ['revision']],
    ['/departments/standesamt?version=1', 400, ['version']],
    ['/departments/standesamt/revisions?limit=x', 400, ['limit']],
    ['/departments/standesamt/revisions?cursor=99', 400, ['cursor']],
    ['/departments/standesamt/closures?cursor=x', 400, ['cursor']],
    ['/hotline/closures?cursor=x', 400, ['cursor']],
    ['/departments/nirgends/availability', 404, []],
    ['/departments/nirgends/service-time?hours=1', 404, []],
    ['/departments/A.B/availability', 400, ['departmentId']],
    ['/departments/standesamt/availability?at=tomorrow', 400, ['at']],
    ['/departments/standesamt/availability?at=2027-10-31T02:30', 400, ['at']],
    ['/departments/standesamt/availability?at=0000-01-01T00:00:00Z', 400, ['at']],
    ['/departments/standesamt/availability?at=9999-12-31T23:59:59Z', 400, ['at']],
    ['/departments/standesamt/availability?at=2026-11-23T10:00:00.1234567890Z', 400, ['at']],
    ['/departments/standesamt/availability?at[$gt]=', 400, ['at[$gt]']],
    ['/departments/standesamt/availability?at=2026-11-23T10:00:00Z&at=2026-11-23T10:00:00Z', 400, ['at']],
    ['/departments/standesamt/service-time', 400, ['hours']],
    ['/departments/standesamt/service-time?hours=-1', 400, ['hours']],
    ['/departments/standesamt/service-time?hours=1e3', 400, ['hours']],
    ['/departments/standesamt/service-time?hours=99999', 400, ['hours']],
    ['/departments/standesamt/service-time?hours=9999', 422, []],
    ['/departments?limit=0', 400, ['limit']],
    ['/departments?limit=201', 400, ['limit']],
    ['/departments?cursor=nirgends', 400, ['cursor']],
    ['/topics?q=' + 'x'.repeat(201), 400, ['q']],
    ['/topics?question=x', 400, ['question']],
  ])('%s', async (path, status, named) => {
    const answer = await directory.get(path);
    expect([answer.status, fields(answer)]).toEqual([status, named]);
  });
});

it('leaves nothing behind, and the service in order', async () => {
  expect(await stored()).toBe(storedBefore);
  expect((await directory.get('/health/ready')).body).toEqual({ status: 'ready' });
});
