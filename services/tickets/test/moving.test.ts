import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openByWeb, openTicketsRealm, type Running, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
  // Subscriptions are on their way to the server.
  await eventually(() => command('standesamt', 'ticket', {}));
});
afterAll(() => realm?.close());

const open = (changes?: object) => openByWeb(service, changes);
const act = (ticketId: string, verb: string, body: object, headers?: Record<string, string>) =>
  service.ask('POST', `/tickets/${ticketId}/${verb}`, body, headers);
const typesOf = async (ticketId: string) =>
  (await realm.stored('TICKETS', `tickets.*.${ticketId}.*`)).map(({ type, subject }) => `${type} ${subject}`);

async function command(departmentId: string, verb: string, body: object) {
  const reply = await realm.operator.request(`cmd.dept.${departmentId}.${verb}`, JSON.stringify(body), {
    timeout: 5_000,
  });
  const status = Number(reply.headers?.get('status') || reply.headers?.get('Nats-Service-Error-Code'));
  return { status, body: reply.json<{ ticket: TicketBody }>() };
}

describe('giving a ticket back', () => {
  it('lets another clerk take it', async () => {
    const { ticketId } = await open();
    await act(ticketId, 'take', { clerkId: 'anna' });
    expect((await act(ticketId, 'return', { clerkId: 'bert' })).status).toBe(409);
    const returned = await act(ticketId, 'return', { clerkId: 'anna', why: 'Feierabend' });
    expect(returned).toMatchObject({ status: 200, body: { ticket: { state: 'open', revision: 3 } } });
    expect(returned.body.ticket).not.toHaveProperty('assignee');
    expect((await act(ticketId, 'return', { clerkId: 'anna' })).body.ticket.revision).toBe(3);
    expect((await act(ticketId, 'take', { clerkId: 'bert' })).body.ticket.assignee).toBe('bert');
    expect((await act(ticketId, 'return', { why: '' })).body.errors).toMatchObject([{ path: 'why' }]);
    expect((await act('0000-0000', 'return', {})).status).toBe(404);
  });
});

describe('moving a ticket', () => {
  const body = { departmentId: 'ordnung', why: 'Es geht um den Stand.' };

  it('shows the old department that it leaves and the new one that it comes, with a call in its hours', async () => {
    const { ticketId } = await open({ preferred: { from: '13:00' } });
    await act(ticketId, 'take', { clerkId: 'anna' });
    const { status, body: moved } = await act(ticketId, 'move', { ...body, clerkId: 'anna' });
    expect(status).toBe(200);
    expect(moved).toMatchObject({ movedTo: 'ordnung', ticket: { departmentId: 'ordnung', state: 'open' } });
    expect(moved.ticket).toMatchObject({ revision: 4, callbackPlan: 2 });
    expect(moved.ticket).toMatchObject({ callbackAt: '2026-11-23T13:30:00+01:00', wishMet: true });
    expect(await typesOf(ticketId)).toEqual([
      `TicketOpened tickets.standesamt.${ticketId}.opened`,
      `TicketTaken tickets.standesamt.${ticketId}.taken`,
      `TicketMovedOut tickets.standesamt.${ticketId}.moved-out`,
      `TicketMovedIn tickets.ordnung.${ticketId}.moved-in`,
    ]);
    const history = await service.ask('GET', `/tickets/${ticketId}/history`);
    expect(history.body.items.slice(2)).toMatchObject([
      { type: 'TicketMovedOut', revision: 3, details: { from: 'standesamt', to: 'ordnung', why: body.why } },
      { type: 'TicketMovedIn', revision: 4, details: { from: 'standesamt', to: 'ordnung', why: body.why } },
    ]);
    await eventually(async () => {
      const timer = { last_by_subj: `timers.tickets.callback-due.${ticketId}` };
      expect((await realm.jsm.streams.getMessage('TIMERS_TICKETS', timer))?.json()).toMatchObject({ plan: 2 });
    });
    await eventually(async () => {
      const listed = await service.ask('GET', '/tickets?departmentId=ordnung');
      expect(listed.body.items.map((each) => each.ticketId)).toContain(ticketId);
    });
    const left = await service.ask('GET', '/tickets?departmentId=standesamt');
    expect(left.body.items.map((each) => each.ticketId)).not.toContain(ticketId);
  });

  it('happens once, however often it is asked for', async () => {
    const { ticketId } = await open();
    const asked = () => act(ticketId, 'move', body, { 'Idempotency-Key': `move-${ticketId}` });
    const answers = await Promise.all([asked(), asked(), asked()]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await asked()).body.ticket.revision).toBe(3);
    expect(await typesOf(ticketId)).toHaveLength(3);
    expect(await act(ticketId, 'move', body)).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'departmentId' }] },
    });
  });

  it('of two at once is done by one', async () => {
    const { ticketId } = await open();
    const moved = await Promise.all([
      act(ticketId, 'move', body),
      act(ticketId, 'close', { outcome: 'erledigt' }),
      act(ticketId, 'move', { ...body, departmentId: 'zulassung' }),
    ]);
    // Moving on is a second move; nothing else may follow the closing.
    const types = (await typesOf(ticketId)).map((each) => each.split(' ')[0]);
    expect(types.at(0)).toBe('TicketOpened');
    expect(types.filter((type) => type === 'TicketMovedOut')).toHaveLength(
      types.filter((type) => type === 'TicketMovedIn').length,
    );
    expect(types.at(-1)).toBe('TicketClosed');
    expect(moved[1].status).toBe(200);
  });

  it.each<[string, object, number, string | undefined]>([
    ['an unknown department', { ...body, departmentId: 'nirgends' }, 422, 'departmentId'],
    ['one that has not joined', { ...body, departmentId: 'jugendamt' }, 422, 'departmentId'],
    ['where it is', { ...body, departmentId: 'standesamt' }, 422, 'departmentId'],
    ['what is no department id', { ...body, departmentId: 'a b' }, 400, 'departmentId'],
    ['somewhere without saying why', { departmentId: 'ordnung' }, 400, 'why'],
  ])('to %s is refused', async (_, wrong, status, path) => {
    const { ticketId } = await open();
    expect(await act(ticketId, 'move', wrong)).toMatchObject({ status, body: { errors: [{ path }] } });
    expect(await typesOf(ticketId)).toHaveLength(1);
  });

  it('of a closed one is refused, and of one that is not there', async () => {
    const { ticketId } = await open();
    await act(ticketId, 'close', { outcome: 'erledigt' });
    expect((await act(ticketId, 'move', body)).status).toBe(409);
    expect((await act('0000-0000', 'move', body)).status).toBe(404);
  });

  it('finds room among the calls there, though many come at once', async () => {
    const opened = await Promise.all(Array.from({ length: 6 }, () => open()));
    const moved = await Promise.all(
      opened.map(({ ticketId }) => act(ticketId, 'move', { ...body, departmentId: 'zulassung' })),
    );
    const perWindow = new Map<string, number>();
    for (const { body: each } of moved) {
      const at = each.ticket.callbackAt!;
      perWindow.set(at, (perWindow.get(at) ?? 0) + 1);
    }
    expect(Math.max(...perWindow.values())).toBeLessThanOrEqual(4);
    expect(perWindow.size).toBeGreaterThan(1);
  });
});

describe('a department', () => {
  it('that moves a ticket sees it as it left, then no more', async () => {
    const { ticketId } = await open();
    const move = { ticketId, departmentId: 'ordnung', why: 'Es geht um den Stand.', idempotencyKey: 'once' };
    const moved = await command('standesamt', 'move', move);
    expect(moved).toMatchObject({ status: 200, body: { ticket: { departmentId: 'standesamt', revision: 2 } } });
    expect((await command('ordnung', 'take', { ticketId, clerkId: 'cora' })).body.ticket.assignee).toBe('cora');
    expect(await command('standesamt', 'move', move)).toEqual(moved);
    const bodies = {
      ticket: {},
      return: {},
      move: { departmentId: 'zulassung', why: 'x' },
      reopen: { why: 'x' },
      add: { question: 'x' },
      merge: { into: '7K3Q9F2M' },
    };
    for (const [verb, asked] of Object.entries(bodies)) {
      const theirs = await command('standesamt', verb, { ticketId, ...asked });
      expect([verb, theirs.status]).toEqual([verb, 404]);
      expect(theirs).toEqual(await command('standesamt', verb, { ticketId: '7K3Q9F2M', ...asked }));
    }
    expect(await typesOf(ticketId)).toHaveLength(4);
    expect((await command('ordnung', 'return', { ticketId, clerkId: 'cora' })).body.ticket.state).toBe('open');
  });

  it("merges nothing into another department's ticket, which looks like a missing one", async () => {
    const [own, theirs] = [await open(), await open({ departmentId: 'ordnung' })];
    const into = (number: string) => command('standesamt', 'merge', { ticketId: own.ticketId, into: number });
    const refused = await into(theirs.ticketId);
    expect(refused.status).toBe(422);
    expect(refused).toEqual(await into('7K3Q9F2M'));
  });
});

describe('reopening', () => {
  it('owes again what was answered or closed', async () => {
    const { ticketId } = await open();
    const why = 'Der Link führt ins Leere.';
    expect((await act(ticketId, 'reopen', { why })).status).toBe(409);
    await act(ticketId, 'answer', { by: 'phone', text: 'Im Rathaus.', clerkId: 'anna' });
    await act(ticketId, 'close', { outcome: 'erledigt', clerkId: 'anna' });
    expect((await act(ticketId, 'reopen', {})).body.errors).toMatchObject([{ path: 'why' }]);
    const answers = await Promise.all(['bert', 'cora'].map((clerkId) => act(ticketId, 'reopen', { why, clerkId })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { body: shown } = await service.ask('GET', `/tickets/${ticketId}`);
    expect(shown.ticket).toMatchObject({ state: 'open', callbackPlan: 2, revision: 4 });
    for (const gone of ['answer', 'outcome', 'closedAt']) expect(shown.ticket).not.toHaveProperty(gone);
    const history = await service.ask('GET', `/tickets/${ticketId}/history`);
    expect(history.body.items.at(-1)).toMatchObject({ type: 'TicketReopened', details: { why, by: 'clerk' } });
    expect((await act('0000-0000', 'reopen', { why })).status).toBe(404);
  });
});
