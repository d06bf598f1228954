import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TicketOpened } from '@serviceportal/shared/contracts';
import { eventually } from '@serviceportal/test/eventually';
import { ticketOf } from './city.ts';
import { get, post } from './http.ts';
import { openWorld, type Running, type World } from './notify-at.ts';

let world: World;
let notify: Running;

beforeAll(async () => {
  world = await openWorld();
  notify = await world.start();
});
afterAll(() => world?.close());

describe('bad input', () => {
  it.each([
    ['GET', '/mails?state=lost', 400],
    ['GET', '/mails?template=spam', 400],
    ['GET', '/mails?ticketId=7K3Q', 400],
    ['GET', '/mails?limit=201', 400],
    ['GET', '/mails?cursor=nonsense', 400],
    ['GET', '/mails?state[$ne]=sent', 400],
    ['GET', '/mails/nobody', 404],
    ['GET', '/mails/a.b', 400],
    ['GET', '/mails/a%2A', 400],
    ['POST', '/mails/nobody/retry', 404],
    ['GET', '/tasks?state=lost', 400],
    ['GET', '/tasks?departmentId=Stand%20esamt', 400],
    ['POST', '/tasks/nobody/claim', 404],
    ['POST', '/tasks/nobody/return', 404],
  ])('%s %s → %i', async (method, path, status) => {
    const answer = method === 'GET' ? await get(notify.url + path) : await post(notify.url + path);
    expect(answer).toMatchObject({ status, body: { status } });
  });

  it.each([
    ['claim', 'with an id that no sign-in gives', { clerkId: 'a b' }, 400, 'clerkId'],
    ['claim', 'with an unknown field', { clerkId: 'k-weber', $set: 1 }, 400, '$set'],
    ['return', 'with an empty reason', { clerkId: 'k-weber', why: ' ' }, 400, 'why'],
    ['return', 'of a task that nobody knows', { clerkId: 'k-weber' }, 404, undefined],
    ['done', 'without a result', {}, 400, 'result'],
    ['done', 'with a result of spaces', { result: '   ' }, 400, 'result'],
    ['done', 'with too long a result', { result: 'x'.repeat(10_001) }, 400, 'result'],
    ['done', 'with NUL', { result: 'a\0b' }, 400, 'result'],
    ['done', 'with half a document', '{"result":', 400, undefined],
    ['done', 'with 1 MB', { result: 'x'.repeat(1024 * 1024) }, 413, undefined],
  ])('is told what is wrong with %s %s', async (verb, _what, body, status, path) => {
    const answer = await post(`${notify.url}/tasks/nobody/${verb}`, body);
    expect(answer.status).toBe(status);
    if (path) expect(JSON.stringify(answer.body['errors'])).toContain(`"path":"${path}"`);
  });

  it('on the bus ends in the dead letters, and the others come on time', async () => {
    const { operator } = world.realm;
    operator.publish('tickets.standesamt.BADBADBA.opened', '{"no": "event"}');
    operator.publish('tickets.standesamt.BADBADBB.opened', 'no json');
    const event = {
      specversion: '1.0',
      id: '1',
      type: TicketOpened.type,
      source: 'x',
      subject: 'BADBADBC',
      time: '2026-11-23T10:00:00Z',
      dataschema: 'urn:serviceportal:event:TicketOpened:9',
      correlationid: 'x',
      causationid: 'x',
      authtype: 'service',
      authid: 'x',
      data: {},
    };
    operator.publish('tickets.standesamt.BADBADBC.opened', JSON.stringify(event));
    operator.publish('due.notify.mail-retry.x', JSON.stringify({ kind: 'mail-retry' }));
    await world.city.open(ticketOf({ email: 'danach@example.org' }));
    await world.mailTo('danach@example.org');
    await eventually(async () => {
      const letters = (await world.realm.deadLetters()).filter(({ service }) => service === 'notify');
      const reasons = letters.map(({ consumer, reason }) => `${consumer} ${reason}`).sort();
      expect(reasons).toEqual([
        'notify-on-ticket-opened bad-envelope',
        'notify-on-ticket-opened bad-json',
        'notify-on-ticket-opened unknown-version',
        'notify-on-timer-due bad-data',
        'notify-view-tickets bad-envelope',
        'notify-view-tickets bad-json',
      ]);
    });
  });
});
