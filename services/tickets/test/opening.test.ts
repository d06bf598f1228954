import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import {
  BY_WEB,
  listed,
  openByWeb,
  openTicketsRealm,
  REQUEST,
  type Running,
  type TicketsRealm,
} from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

const open = (changes?: object) => openByWeb(service, changes);

describe('a refused transfer', () => {
  it('becomes one ticket of the department, with everything the caller said', async () => {
    const transferId = await realm.refuse({ request: { wish: { from: '14:00', to: '16:00' } } });
    const ticket = await listed(service, transferId);
    expect(ticket).toMatchObject({
      state: 'open',
      origin: 'call',
      departmentId: 'standesamt',
      callId: 'call-1',
      transferId,
      subject: REQUEST.subject,
      question: REQUEST.question,
      citizen: REQUEST.citizen,
      answerBy: 'callback',
      callbackAt: '2026-11-23T14:00:00+01:00',
      callbackUntil: '2026-11-23T16:00:00+01:00',
      wishMet: true,
      revision: 1,
    });
    expect(ticket.display).toMatch(/^\w{4}-\w{4}$/);
    expect(ticket.promiseBy).toMatch(/^2026-11-24T09:0/);
    const stored = await realm.stored('TICKETS', `tickets.standesamt.${ticket.ticketId}.*`);
    expect(stored).toMatchObject([{ type: 'TicketOpened', correlationid: 'call-1', authid: 'tickets' }]);
  });

  it('promises no call before an absence ends', async () => {
    const absentUntil = '2026-11-23T15:00:00+01:00';
    const ticket = await listed(service, await realm.refuse({ reason: 'unstaffed', absentUntil }));
    expect(ticket).toMatchObject({ callbackAt: absentUntil, callbackUntil: '2026-11-23T17:00:00+01:00' });
  });

  it('is answered by mail where that was wished', async () => {
    const transferId = await realm.refuse({ reason: 'takes-longer', request: { fallback: 'email' } });
    const ticket = await listed(service, transferId);
    expect(ticket.answerBy).toBe('email');
    expect(ticket.callbackAt).toBeUndefined();
    expect(ticket.promiseBy).toMatch(/^2026-11-25T08:0/);
  });

  it('becomes none where the department has not joined, or the caller wanted none', async () => {
    const without = [
      await realm.refuse({ reason: 'not-onboarded', departmentId: 'jugendamt' }),
      await realm.refuse({ request: { fallback: 'none' } }),
    ];
    await listed(service, await realm.refuse());
    const { body } = await service.ask('GET', '/tickets?limit=200');
    for (const transferId of without) expect(body.items.map((each) => each.transferId)).not.toContain(transferId);
  });
});

describe('a request from the homepage', () => {
  it('becomes a ticket, and its answer alone tells the PIN', async () => {
    const ticket = await open({ citizen: { ...BY_WEB.citizen, phone: '02151/86-2164', emailConsent: true } });
    expect(ticket).toMatchObject({ origin: 'web', state: 'open', callbackAt: '2026-11-23T10:30:00+01:00' });
    expect(ticket.citizen.phone).toBe('+492151862164');
    expect(ticket.citizen.emailConsent).toMatchObject({ channel: 'web', at: expect.stringMatching(/^2026-11-23T10:/) });
    expect(ticket.citizen.emailConsent?.wording).toMatch(/einverstanden/);
    expect(ticket.pin).toMatch(/^\d{6}$/);
    const shown = await service.ask('GET', `/tickets/${ticket.ticketId}`);
    expect(shown.body.ticket).not.toHaveProperty('pin');
    expect(JSON.stringify(await realm.stored('TICKETS', 'tickets.>'))).not.toContain(`"${ticket.pin}"`);
  });

  it('has subject and name on one line each, the question in as many as it was written', async () => {
    const { subject, question, citizen } = await openByWeb(service, {
      subject: 'Urkunde\r\nBcc: jemand@example.de',
      question: 'Erstens\nzweitens',
      citizen: { name: 'Erika\nMuster', phone: '02151 862164' },
    });
    expect([subject, citizen.name, question]).toEqual([
      'Urkunde Bcc: jemand@example.de',
      'Erika Muster',
      'Erstens\nzweitens',
    ]);
  });

  it('finds its department by the topic, and keeps days in German', async () => {
    const ticket = await open({ departmentId: undefined, topicId: 'ordnung-frage', preferred: { days: ['Di'] } });
    expect(ticket).toMatchObject({ departmentId: 'ordnung', wish: { days: ['Tu'] } });
    expect(ticket.callbackAt).toBe('2026-11-24T08:00:00+01:00');
  });

  it('with a key is one ticket however often it comes', async () => {
    const key = { 'Idempotency-Key': 'web-1' };
    const [first, again] = await Promise.all([1, 2].map(() => service.ask('POST', '/tickets', BY_WEB, key)));
    const later = await service.ask('POST', '/tickets', BY_WEB, key);
    expect([first, again, later].map((each) => each?.status)).toEqual([201, 201, 201]);
    expect(new Set([first, again, later].map((each) => each?.body.ticket.ticketId)).size).toBe(1);
    const changed = await service.ask('POST', '/tickets', { ...BY_WEB, subject: 'Anderes' }, key);
    expect(changed.status).toBe(422);
  });

  it('with a key has its answer again, also when the department has left since', async () => {
    const key = { 'Idempotency-Key': 'web-2' };
    const ask = () => service.ask('POST', '/tickets', { ...BY_WEB, departmentId: 'bauaufsicht' }, key);
    await realm.changeDepartment('bauaufsicht', {});
    const first = await eventually(async () => {
      const answer = await ask();
      expect(answer.status).toBe(201);
      return answer.body.ticket;
    });
    await realm.changeDepartment('bauaufsicht', { onboardedOn: undefined });
    await eventually(async () => {
      const another = await service.ask('POST', '/tickets', { ...BY_WEB, departmentId: 'bauaufsicht' });
      expect(another.status).toBe(422);
    });
    expect(await ask()).toMatchObject({ status: 201, body: { ticket: { ticketId: first.ticketId, pin: first.pin } } });
  });

  it('to a department that has not joined gets number and hours', async () => {
    const { status, body } = await service.ask('POST', '/tickets', { ...BY_WEB, departmentId: 'jugendamt' });
    expect(status).toBe(422);
    expect(body['detail']).toContain('02151 86-2351 (Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr)');
  });

  it('that comes while others are planned is counted for them, and they for it', async () => {
    const wish = { days: ['Fr' as const] };
    const concerns = { departmentId: 'zulassung', request: { wish } };
    await service.stop();
    const transferIds = await Promise.all(Array.from({ length: 10 }, () => realm.refuse(concerns)));
    // All of them are delivered at once, while the homepage asks as well.
    service = await realm.start();
    const fromWeb = Promise.all(Array.from({ length: 5 }, () => open({ departmentId: 'zulassung', preferred: wish })));
    const called = await Promise.all(transferIds.map((transferId) => listed(service, transferId)));
    const starts = [...called, ...(await fromWeb)].map(({ callbackAt }) => callbackAt!.slice(0, 16));
    const counts = Map.groupBy(starts, (start) => start);
    expect(Object.fromEntries([...counts].map(([start, each]) => [start, each.length]))).toEqual({
      '2026-11-27T08:00': 4,
      '2026-11-27T10:00': 4,
      '2026-11-27T12:00': 2,
      '2026-12-04T08:00': 4,
      '2026-12-04T10:00': 1,
    });
  });

  it('of five in a row, the fifth gets the next window, and a closed one makes room', async () => {
    const wish = { preferred: { days: ['We'] }, departmentId: 'zulassung' };
    const five = await Promise.all([1, 2, 3, 4, 5].map(() => open(wish)));
    const starts = five.map(({ callbackAt }) => callbackAt).sort();
    expect(starts).toEqual([...Array<string>(4).fill('2026-11-25T08:00:00+01:00'), '2026-11-25T10:00:00+01:00']);
    const slot = await service.ask('GET', '/departments/zulassung/callback-slot?days=We');
    expect(slot.body['callbackAt']).toBe('2026-11-25T10:00:00+01:00');
    const early = five.find(({ callbackAt }) => callbackAt === starts[0])!;
    await service.ask('POST', `/tickets/${early.ticketId}/close`, { outcome: 'erledigt' });
    await eventually(async () => {
      const free = await service.ask('GET', '/departments/zulassung/callback-slot?days=We');
      expect(free.body['callbackAt']).toBe(starts[0]);
    });
  });
});

describe('two replicas', () => {
  it('count what the other has opened', async () => {
    const other = await realm.start();
    for (let i = 0; i < 4; i++) await open({ departmentId: 'zulassung', preferred: { days: ['Th'] } });
    await eventually(async () => {
      const { body } = await other.ask('GET', '/departments/zulassung/callback-slot?days=Th');
      expect(body['callbackAt']).toBe('2026-11-26T10:00:00+01:00');
    });
    await other.stop();
  });
});
