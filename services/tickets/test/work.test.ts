import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

const open = (changes?: object) => openByWeb(service, changes);

describe('the work on a ticket', () => {
  it('goes from taking to closing, and its history tells it', async () => {
    const { ticketId, display } = await open();
    const act = (verb: string, body: object) =>
      service.ask('POST', `/tickets/${display.toLowerCase()}/${verb}`, { clerkId: 'anna', ...body });
    expect((await act('take', { clerkId: 'anna' })).body.ticket).toMatchObject({ state: 'taken', assignee: 'anna' });
    expect((await act('take', { clerkId: 'anna' })).body.ticket.revision).toBe(2);
    expect((await act('take', { clerkId: 'bert' })).status).toBe(409);
    expect((await act('attempts', { result: 'reached', clerkId: 'bert' })).status).toBe(409);
    const nextAt = '2026-11-23T15:00:00+01:00';
    const rung = await act('attempts', { result: 'no-answer', nextAt, note: 'besetzt' });
    expect(rung.body.ticket).toMatchObject({ callbackAt: nextAt, callbackUntil: '2026-11-23T17:00:00+01:00' });
    expect(rung.body.ticket.attempts).toMatchObject([
      { clerkId: 'anna', result: 'no-answer', nextAt, note: 'besetzt' },
    ]);
    expect((await act('answer', { by: 'email', text: 'Im Rathaus.' })).body.ticket.state).toBe('answered');
    expect((await act('close', { outcome: 'erledigt' })).body.ticket).toMatchObject({ state: 'closed', revision: 5 });
    expect((await act('close', { outcome: 'erledigt' })).body.ticket.revision).toBe(5);
    expect((await act('close', { outcome: 'anders' })).status).toBe(409);

    const history = await service.ask('GET', `/tickets/${ticketId}/history`);
    expect(history.body.items).toMatchObject([
      { type: 'TicketOpened', revision: 1, state: 'open', details: { origin: 'web' } },
      { type: 'TicketTaken', actor: { type: 'clerk', id: 'anna' }, details: { clerkId: 'anna' } },
      { type: 'CallbackAttempted', details: { clerkId: 'anna', result: 'no-answer', nextAt } },
      { type: 'TicketAnswered', details: { by: 'email', clerkId: 'anna' } },
      { type: 'TicketClosed', revision: 5, state: 'closed', details: { outcome: 'erledigt' } },
    ]);
    expect(JSON.stringify(history.body)).not.toMatch(/handled|Erika/);
  });

  it('of two at once is done by one', async () => {
    const { ticketId } = await open();
    const taken = await Promise.all(
      ['anna', 'bert', 'cora'].map((clerkId) => service.ask('POST', `/tickets/${ticketId}/take`, { clerkId })),
    );
    expect(taken.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
  });

  it('needs an address for an answer by mail', async () => {
    const { ticketId } = await open({ citizen: { phone: '02151 862164' } });
    const answer = await service.ask('POST', `/tickets/${ticketId}/answer`, { by: 'email', text: 'Hallo' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'citizen.email' }] } });
  });
});

describe('the callback', () => {
  const plan = (ticketId: string, at: string) =>
    service.ask('POST', `/tickets/${ticketId}/plan-callback`, { at, clerkId: 'anna' });

  it('is planned for when the clerk agreed on it, also for whoever was promised a mail', async () => {
    const { ticketId, callbackAt } = await open();
    const at = '2026-11-25T14:00:00+01:00';
    const { ticket } = (await plan(ticketId, at)).body;
    expect(ticket).toMatchObject({ callbackAt: at, callbackUntil: '2026-11-25T16:00:00+01:00', callbackPlan: 2 });
    expect(ticket.promiseBy).toBe(ticket.callbackUntil);
    expect((await plan(ticketId, at)).body.ticket.revision).toBe(ticket.revision);
    const { body } = await service.ask('GET', `/tickets/${ticketId}/history`);
    expect(body.items[1]).toMatchObject({
      type: 'CallbackPlanned',
      departmentId: 'standesamt',
      details: { reason: 'clerk', previously: callbackAt },
    });
    const mailed = await open({ answerBy: 'email' });
    expect((await plan(mailed.ticketId, at)).body.ticket.callbackAt).toBe(at);
    const nowhere = await open({ answerBy: 'email', citizen: { email: 'erika@example.de' } });
    expect(await plan(nowhere.ticketId, at)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'citizen.phone' }] },
    });
  });

  it('is off after three tries in vain, and there is a letter', async () => {
    const { ticketId, display } = await open();
    const letter = () => service.ask('GET', `/tickets/${ticketId}/letter`);
    for (const result of ['busy', 'no-answer', 'busy']) {
      await service.ask('POST', `/tickets/${ticketId}/attempts`, { result, clerkId: 'anna' });
    }
    const { body } = await service.ask('GET', `/tickets/${ticketId}`);
    expect(body.ticket.callbackAt).toBeUndefined();
    const tried = await realm.stored('TICKETS', `tickets.*.${ticketId}.callback-attempted`);
    const usedUp = tried.map(({ data }) => (data as { triesUsedUp?: boolean }).triesUsedUp);
    expect(usedUp).toEqual([undefined, undefined, true]);
    const { text } = (await letter()).body as unknown as { text: string };
    expect(text).toContain('Guten Tag Erika Muster,\n\nwir haben mehrfach versucht');
    expect(text).toContain(`Vorgangsnummer ${display}`);
    await service.ask('POST', `/tickets/${ticketId}/close`, { outcome: 'nicht erreicht', clerkId: 'anna' });
    expect((await letter()).status).toBe(409);
  });

  it('is tried again where the department has room, also by several at once', async () => {
    const tickets = await Promise.all(Array.from({ length: 6 }, () => open({ departmentId: 'zulassung' })));
    const rung = await Promise.all(
      tickets.map(({ ticketId }) => service.ask('POST', `/tickets/${ticketId}/attempts`, { result: 'busy' })),
    );
    const starts = rung.map(({ body }) => body.ticket.callbackAt!).sort();
    // Two an hour: four windows of two hours begin together, and the others after them.
    expect(new Set(starts.slice(0, 4)).size).toBe(1);
    expect(starts[4]! > starts[3]!).toBe(true);
  });
});
