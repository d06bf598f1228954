import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BY_WEB, openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;
let number: string;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
  number = (await openByWeb(service, { citizen: good.citizen })).ticketId;
});
afterAll(() => realm?.close());

const good = { ...BY_WEB, citizen: { phone: '02151 862164' } };

async function refused(status: number, path: string | undefined, ...asked: Parameters<Running['ask']>) {
  const before = (await realm.jsm.streams.info('TICKETS')).state.last_seq;
  const answer = await service.ask(...asked);
  expect(answer.status).toBe(status);
  expect(answer.body['type']).toMatch(/^urn:serviceportal:problem:/);
  if (path !== undefined) expect(answer.body.errors.map((each) => each.path)).toContain(path);
  expect((await realm.jsm.streams.info('TICKETS')).state.last_seq).toBe(before);
}

describe('a Vormerkung is refused, by the field that is wrong', () => {
  it.each<[string, string, object]>([
    ['an unknown department', 'departmentId', { departmentId: 'nirgends' }],
    ['a department that breaks subjects', 'departmentId', { departmentId: 'a.b.>' }],
    ['an unknown topic', 'topicId', { departmentId: undefined, topicId: 'nirgends' }],
    ["another department's topic", 'topicId', { topicId: 'ordnung-frage' }],
    ['neither department nor topic', 'departmentId', { departmentId: undefined }],
    ['a callback without phone', 'citizen.phone', { citizen: { email: 'a@example.de' } }],
    ['an answer by mail without address', 'citizen.email', { answerBy: 'email' }],
    ['a phone number with letters', 'citizen.phone', { citizen: { phone: '02151 ABC' } }],
    ['an emergency number', 'citizen.phone', { citizen: { phone: '110' } }],
    ['40 digits', 'citizen.phone', { citizen: { phone: '1'.repeat(40) } }],
    ['two addresses', 'citizen.email', { citizen: { phone: '02151 862164', email: 'a@example.de,b@example.de' } }],
    [
      'a line break in the address',
      'citizen.email',
      { citizen: { phone: '02151 862164', email: 'a@b.de\r\nBcc: c@d.de' } },
    ],
    ['no subject', 'subject', { subject: undefined }],
    ['an empty question', 'question', { question: '  ' }],
    ['a long subject', 'subject', { subject: 'x'.repeat(201) }],
    ['a long question', 'question', { question: 'x'.repeat(10_001) }],
    ['a long name', 'citizen.name', { citizen: { phone: '02151 862164', name: 'x'.repeat(10_000) } }],
    ['NUL', 'subject', { subject: 'a\0b' }],
    ['a lone surrogate', 'subject', { subject: 'a\ud800b' }],
    ['an array for text', 'subject', { subject: ['a'] }],
    ['an operator for text', 'subject', { subject: { $gt: '' } }],
    ['a way of answering that is none', 'answerBy', { answerBy: 'none' }],
    ['a day that is none', 'preferred.days.0', { preferred: { days: ['Xy'] } }],
    ['a time that is none', 'preferred.from', { preferred: { from: '25:00' } }],
    ['a wish that ends before it begins', 'preferred.to', { preferred: { from: '14:00', to: '13:00' } }],
    ['a wish that begins when the day is over', 'preferred.from', { preferred: { from: '24:00' } }],
    ['an attachment', 'attachments', { attachments: [{ name: 'ausweis.pdf' }] }],
    ['an unknown field', 'priority', { priority: 1 }],
    ['an unknown field of the citizen', 'citizen.role', { citizen: { phone: '02151 862164', role: 'x' } }],
    [
      'a consent that is not yes or no',
      'citizen.emailConsent',
      { citizen: { phone: '02151 862164', emailConsent: 'ja' } },
    ],
  ])('%s', async (_, path, changes) => {
    await refused(400, path, 'POST', '/tickets', { ...good, ...changes });
  });

  it.each<[string, number, string, string]>([
    ['bad JSON', 400, '', '{"subject": '],
    ['a megabyte', 413, '', JSON.stringify({ ...good, question: 'x'.repeat(1024 * 1024) })],
    ['__proto__', 400, '__proto__', JSON.stringify(good).replace('{', '{"__proto__": {"state": "closed"},')],
  ])('%s', async (_, status, path, body) => {
    await refused(status, status === 413 ? undefined : path, 'POST', '/tickets', body);
  });
});

it('whoever sends an attachment reads what to do instead', async () => {
  const { body } = await service.ask('POST', '/tickets', { ...good, attachments: [] });
  const message =
    'are not taken here yet: describe the concern without them, the department says how documents are handed in';
  expect(body).toMatchObject({ detail: `attachments ${message}`, errors: [{ path: 'attachments', message }] });
});

describe('a command is refused, by the field that is wrong', () => {
  it.each<[string, number, string | undefined, string, object]>([
    ['taken by a clerk whose id no sign-in gives', 400, 'clerkId', 'take', { clerkId: 'a b' }],
    ['an attempt without result', 400, 'result', 'attempts', {}],
    ['an attempt with another', 400, 'result', 'attempts', { result: 'voicemail' }],
    ['a time without zone', 400, 'nextAt', 'attempts', { result: 'busy', nextAt: '2027-10-31T02:30' }],
    ['a time outside the hours', 422, 'nextAt', 'attempts', { result: 'busy', nextAt: '2026-11-28T10:00:00+01:00' }],
    ['a time in the year 9999', 422, 'nextAt', 'attempts', { result: 'busy', nextAt: '9999-11-23T10:00:00+01:00' }],
    ['a plan without time', 400, 'at', 'plan-callback', {}],
    ['a plan outside the hours', 422, 'at', 'plan-callback', { at: '2026-11-28T10:00:00+01:00' }],
    ['a plan for the past', 422, 'at', 'plan-callback', { at: '2026-11-23T09:00:00+01:00' }],
    ['a plan for the year 9999', 422, 'at', 'plan-callback', { at: '9999-11-23T10:00:00+01:00' }],
    ['an answer without text', 400, 'text', 'answer', { by: 'phone', text: '' }],
    ['an answer by fax', 400, 'by', 'answer', { by: 'fax', text: 'x' }],
    ['an answer by mail without address', 422, 'citizen.email', 'answer', { by: 'email', text: 'x' }],
    ['an empty outcome', 400, 'outcome', 'close', { outcome: ' ' }],
    ['an unknown field', 400, 'departmentId', 'close', { outcome: 'x', departmentId: 'ordnung' }],
  ])('%s', async (_, status, path, verb, body) => {
    await refused(status, path, 'POST', `/tickets/${number}/${verb}`, body);
  });

  it.each([
    ['GET', '/tickets/7K3Q-9F2M', undefined],
    ['GET', '/tickets/7K3Q-9F2M/history', undefined],
    ['POST', '/tickets/7K3Q9F2M/take', { clerkId: 'anna' }],
    ['GET', '/tickets/7K3Q-9F2M/letter', undefined],
    ['POST', '/tickets/7K3Q9F2M/attempts', { result: 'busy' }],
    ['POST', '/tickets/7K3Q9F2M/plan-callback', { at: '2026-11-24T10:00:00+01:00' }],
    ['POST', '/tickets/7K3Q9F2M/answer', { by: 'phone', text: 'x' }],
    ['POST', '/tickets/7K3Q9F2M/close', { outcome: 'x' }],
    ['GET', '/departments/nirgends/callback-slot', undefined],
    ['GET', '/departments/nirgends/tickets/live', undefined],
  ])('%s %s of something that is not there', async (method, path, body) => refused(404, undefined, method, path, body));

  it.each(['/tickets/a.b', '/tickets/%3E/history', '/tickets/7K3Q-9F2U'])('%s is no number', async (path) => {
    await refused(400, 'ticketId', 'GET', path);
  });

  it('the same key with another body', async () => {
    const key = { 'Idempotency-Key': 'k1' };
    const path = `/tickets/${number}/close`;
    const other = `/tickets/${(await openByWeb(service)).ticketId}/close`;
    expect((await service.ask('POST', other, { outcome: 'a' }, key)).status).toBe(200);
    await refused(422, undefined, 'POST', other, { outcome: 'b' }, key);
    // On another ticket it is another command.
    expect((await service.ask('POST', path, { outcome: 'b' }, key)).status).toBe(200);
  });
});

describe('a question is refused, by the field that is wrong', () => {
  it.each([
    ['state=broken', 'state.0'],
    ['state[$ne]=open', 'state[$ne]'],
    ['answerBy=fax', 'answerBy'],
    ['dueBefore=tomorrow', 'dueBefore'],
    ['phone=110', 'phone'],
    ['departmentId=a.b', 'departmentId'],
    ['overdue=maybe', 'overdue'],
    ['assignee=a%20b', 'assignee'],
    ['limit=201', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['sort=name', 'sort'],
  ])('/tickets?%s', async (query, path) => refused(400, path, 'GET', `/tickets?${query}`));

  it.each([
    ['at=today', 'at'],
    ['days=Mo,Xy', 'days.1'],
    ['from=8', 'from'],
    ['from=14:00&to=14:00', 'to'],
  ])('callback-slot?%s', async (query, path) => {
    await refused(400, path, 'GET', `/departments/standesamt/callback-slot?${query}`);
  });

  it.each<[object, string]>([
    [{ kind: 'emergency' }, 'closure.hours'],
    [{ kind: 'emergency', hours: [] }, 'closure.hours'],
    [{ kind: 'reduced' }, 'closure.hours'],
    [{ kind: 'closed', to: '2026-11-23' }, 'closure.to'],
  ])('the preview of a closure %j', async (closure, path) => {
    const body = { closure: { from: '2026-11-24', to: '2026-11-24', ...closure } };
    await refused(400, path, 'POST', '/departments/standesamt/closure-preview', body);
    await refused(400, path, 'POST', '/closure-preview', body);
  });

  it.each<[object, string]>([
    [{ display: 'Auto', pin: '123456' }, 'display'],
    [{ display: '7K3Q-9F2M' }, 'pin'],
    [{ display: '7K3Q-9F2M', pin: '1'.repeat(21) }, 'pin'],
    [{ display: '7K3Q-9F2M', pin: { $gt: '' } }, 'pin'],
  ])('status %j', async (body, path) => refused(400, path, 'POST', '/status', body));

  it.each<[object, string]>([
    [{ display: '7K3Q-9F2M', pin: '123456' }, 'why'],
    [{ display: '7K3Q-9F2M', pin: '123456', why: ' ' }, 'why'],
    [{ display: '7K3Q-9F2M', pin: '123456', why: 'x'.repeat(2_001) }, 'why'],
  ])('reopening %j', async (body, path) => refused(400, path, 'POST', '/status/reopen', body));
});
