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
const emergency = { from: '2026-12-01', to: '2026-12-01', kind: 'emergency' };

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

describe('a question nobody can answer', () => {
  it.each<[string, number, string[]]>([
    ['/departments/nirgends', 404, []],
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
