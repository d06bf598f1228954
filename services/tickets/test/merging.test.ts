import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openByWeb, openTicketsRealm, type Running, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let services: Running[];
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  services = [await realm.start(), await realm.start()];
  service = services[0]!;
});
afterAll(() => realm?.close());

const open = (changes?: object) => openByWeb(service, changes);
const act = (ticketId: string, verb: string, body: object, on = service) =>
  on.ask('POST', `/tickets/${ticketId}/${verb}`, body);
const idsOf = (...tickets: TicketBody[]) => tickets.map(({ ticketId }) => ticketId).sort();
const typesOf = async (ticketId: string) =>
  (await realm.stored('TICKETS', `tickets.*.${ticketId}.*`)).map(({ type }) => type);

describe('the open tickets of the same person', () => {
  it('are found by number or address, topic and department, without a word of theirs', async () => {
    const citizen = { phone: '02151 555001', email: 'Max@Example.de' };
    const topicId = 'standesamt-frage';
    const first = await open({ citizen, topicId });
    const second = await open({ citizen: { phone: '+492151555001' }, topicId });
    const mailed = await open({ citizen: { email: 'max@example.de' }, answerBy: 'email' });
    const closed = await open({ citizen, topicId });
    await act(closed.ticketId, 'close', { outcome: 'erledigt' });
    await open({ topicId });
    const find = async (query: string) => {
      const { status, body } = await service.ask('GET', `/tickets/duplicates?${query}`);
      expect(status).toBe(200);
      return body.items.map(({ ticketId }) => ticketId).sort();
    };
    await eventually(async () => {
      expect(await find(`phone=02151%20555001&topicId=${topicId}`)).toEqual(idsOf(first, second));
    });
    expect(await find('phone=%2B492151555001&email=max@example.de&departmentId=standesamt')).toEqual(
      idsOf(first, second, mailed),
    );
    expect(await find('email=max@example.de&departmentId=standesamt')).toEqual(idsOf(first, mailed));
    expect(await find('phone=02151%20555001&departmentId=ordnung')).toEqual([]);
    const { body } = await service.ask('GET', `/tickets/duplicates?phone=02151%20555001&topicId=${topicId}`);
    expect(body.items).toContainEqual(expect.objectContaining({ display: second.display, state: 'open' }));
    for (const hidden of ['question', 'subject', 'citizen', 'departmentId', 'topicId'])
      expect(body.items[0]).not.toHaveProperty(hidden);
  });

  it.each(['', 'topicId=standesamt-frage', 'phone=02151555001', 'phone=x', 'phone=02151555001&departmentId=a.b'])(
    'are not looked for by «%s»',
    async (query) => expect((await service.ask('GET', `/tickets/duplicates?${query}`)).status).toBe(400),
  );
});

describe('a question that is asked again', () => {
  it('is added to the ticket in work', async () => {
    const { ticketId } = await open();
    await act(ticketId, 'take', { clerkId: 'anna' });
    const asked = { question: 'Geht es auch ohne Ausweis?', callId: 'call-2' };
    const { body } = await act(ticketId, 'add', asked);
    expect(body.ticket).toMatchObject({ state: 'taken', assignee: 'anna', revision: 3, additions: [asked] });
    expect((await act(ticketId, 'add', asked)).body.ticket.revision).toBe(3);
    await act(ticketId, 'close', { outcome: 'erledigt', clerkId: 'anna' });
    expect((await act(ticketId, 'add', { question: 'Und wann?' })).status).toBe(409);
    expect((await act(ticketId, 'add', { question: ' ' })).body.errors).toMatchObject([{ path: 'question' }]);
    expect((await act('0000-0000', 'add', asked)).status).toBe(404);
  });
});

describe('merging', () => {
  it('closes the one and puts what it held into the other, in one step', async () => {
    const [merged, target] = [await open({ question: 'Kostet sie etwas?' }), await open()];
    const answer = await act(merged.display, 'merge', { into: target.display.toLowerCase(), why: 'doppelt' });
    expect(answer.status).toBe(200);
    expect(answer.body.ticket).toMatchObject({
      ticketId: target.ticketId,
      state: 'open',
      absorbed: [merged.ticketId],
      additions: [{ question: 'Kostet sie etwas?', at: merged.openedAt }],
    });
    const again = await act(merged.ticketId, 'merge', { into: target.ticketId });
    expect(again.body.ticket.revision).toBe(2);
    const { body: closed } = await service.ask('GET', `/tickets/${merged.ticketId}`);
    expect(closed.ticket).toMatchObject({ state: 'closed', mergedInto: target.ticketId, revision: 2 });
    expect(closed.ticket.outcome).toBe(`In Vormerkung ${target.display} aufgegangen`);
    expect((await act(merged.ticketId, 'reopen', { why: 'x' })).status).toBe(409);
    const history = await service.ask('GET', `/tickets/${target.ticketId}/history`);
    expect(history.body.items.at(-1)).toMatchObject({ type: 'TicketAbsorbed', details: { from: merged.ticketId } });
  });

  it('of two into one another at once, over two replicas, leaves one of them', async () => {
    const [a, b] = [await open(), await open()];
    const merged = await Promise.all([
      act(a.ticketId, 'merge', { into: b.ticketId }, services[0]),
      act(b.ticketId, 'merge', { into: a.ticketId }, services[1]),
    ]);
    expect(merged.map(({ status }) => status).sort()).toEqual([200, 409]);
    const stored = [...(await typesOf(a.ticketId)), ...(await typesOf(b.ticketId))].sort();
    expect(stored).toEqual(['TicketAbsorbed', 'TicketMerged', 'TicketOpened', 'TicketOpened']);
  });

  it('never leaves one half of it where clerks work on both at the same time', async () => {
    const [a, b] = [await open(), await open()];
    await Promise.all([
      act(a.ticketId, 'merge', { into: b.ticketId }, services[0]),
      act(b.ticketId, 'close', { outcome: 'erledigt' }, services[1]),
      act(a.ticketId, 'attempts', { result: 'reached' }, services[1]),
      act(b.ticketId, 'add', { question: 'Und wann?' }, services[0]),
    ]);
    const isMerged = (await typesOf(a.ticketId)).includes('TicketMerged');
    expect((await typesOf(b.ticketId)).includes('TicketAbsorbed')).toBe(isMerged);
  });

  it.each<[string, () => Promise<string>, number]>([
    ['a number that is none', () => Promise.resolve('x'), 400],
    ['a ticket that is not there', () => Promise.resolve('0000-0000'), 422],
    ["another department's", async () => (await open({ departmentId: 'ordnung' })).ticketId, 422],
    ["another person's", async () => (await open({ citizen: { phone: '02151 555009' } })).ticketId, 422],
  ])('into %s is refused', async (_, other, status) => {
    const { ticketId } = await open();
    const refused = await act(ticketId, 'merge', { into: await other() });
    expect(refused).toMatchObject({ status, body: { errors: [{ path: 'into' }] } });
    expect(await typesOf(ticketId)).toEqual(['TicketOpened']);
  });

  it('into itself is refused, and of one that is not there', async () => {
    const { ticketId } = await open();
    expect((await act(ticketId, 'merge', { into: ticketId })).status).toBe(422);
    expect((await act('0000-0000', 'merge', { into: ticketId })).status).toBe(404);
  });
});
