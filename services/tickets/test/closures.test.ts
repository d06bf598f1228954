import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DURABLES, type Ticket, TicketAggregate, TicketOpened } from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import type { Closure } from '@serviceportal/shared/time';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

const LIMITED = { callbackServiceHours: 8, mailServiceHours: 16, callbacksPerHour: 1 };

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00', ownDatabase: true });
  await realm.changeDepartment('zulassung', { serviceLevel: LIMITED });
  service = await realm.start();
}, 60_000);
afterAll(() => realm?.close());

const closedOn = (date: string): Closure => ({ from: date, to: date, kind: 'closed', why: 'Betriebsausflug' });

/** A Vormerkung with its callback on that day, once it is in the list. */
async function plannedOn(date: string, departmentId = 'zulassung', citizen?: object): Promise<string> {
  const { ticketId } = await openByWeb(service, { departmentId, ...(citizen && { citizen }) });
  const at = `${date}T10:00:00+01:00`;
  const planned = await service.ask('POST', `/tickets/${ticketId}/plan-callback`, { at });
  expect(planned.status).toBe(200);
  await eventually(async () => {
    const { body } = await service.ask('GET', `/tickets?departmentId=${departmentId}&limit=200`);
    expect(body.items.find((each) => each.ticketId === ticketId)?.callbackAt).toBe(at);
  });
  return ticketId;
}

interface Item {
  ticketId: string;
  departmentId: string;
  reachableBy: string;
  movesTo: Pick<Ticket, 'callbackAt' | 'callbackUntil' | 'promiseBy'>;
}

async function preview(path: string, closure: Closure): Promise<Item[]> {
  const { status, body } = await service.ask('POST', path, { closure });
  expect(status).toBe(200);
  expect(body['count']).toBe(body.items.length);
  return body.items as unknown as Item[];
}

/** What closures did to a ticket. */
async function moves(ticketId: string): Promise<Ticket[]> {
  const planned = await realm.stored('TICKETS', `tickets.*.${ticketId}.callback-planned`);
  const byClosure = planned as unknown as { data: { reason: string; ticket: Ticket } }[];
  return byClosure.filter(({ data }) => data.reason === 'closure').map(({ data }) => data.ticket);
}

async function movedOnce(ticketIds: string[], withinMs?: number): Promise<Ticket[]> {
  return eventually(async () => {
    const moved = await Promise.all(ticketIds.map(moves));
    expect(moved.map(({ length }) => length)).toEqual(ticketIds.map(() => 1));
    return moved.flat();
  }, withinMs);
}

function settled(): Promise<void> {
  return caughtUp(realm.jsm, DURABLES.ticketsOnDirectoryChanged, 20_000);
}

describe('a closure of tomorrow', () => {
  const tomorrow = closedOn('2026-11-24');

  it('lists the five callbacks it hits and moves them with one confirmation', async () => {
    const byMail = await plannedOn('2026-11-24');
    const byPhone = { phone: '02151 862164' };
    const hit = [byMail];
    for (let i = 0; i < 4; i++) hit.push(await plannedOn('2026-11-24', 'zulassung', byPhone));
    const others = [await plannedOn('2026-11-25'), await plannedOn('2026-11-24', 'ordnung')];

    const before = (await realm.jsm.streams.info('TICKETS')).state.last_seq;
    const items = await preview('/departments/zulassung/closure-preview', tomorrow);
    expect(items.map(({ ticketId }) => ticketId).sort()).toEqual([...hit].sort());
    expect(items.filter(({ reachableBy }) => reachableBy === 'email').map(({ ticketId }) => ticketId)).toEqual([
      byMail,
    ]);
    // One an hour, and one is there already: no window of two hours takes more than two.
    const times = items.map(({ movesTo }) => movesTo.callbackAt!.slice(5, 16));
    expect(times).toEqual(['11-25T08:00', '11-25T08:00', '11-25T10:00', '11-25T12:00', '11-25T12:00']);
    expect((await realm.jsm.streams.info('TICKETS')).state.last_seq).toBe(before);

    await realm.changeDepartment('zulassung', { serviceLevel: LIMITED, closures: [tomorrow] }, true);
    const moved = await movedOnce(hit, 10_000);
    for (const { ticketId, callbackAt, callbackUntil, promiseBy } of moved) {
      expect({ callbackAt, callbackUntil, promiseBy }).toEqual(
        items.find((each) => each.ticketId === ticketId)!.movesTo,
      );
    }
    await settled();
    expect((await Promise.all(others.map(moves))).flat()).toEqual([]);
    expect(await preview('/departments/zulassung/closure-preview', tomorrow)).toEqual([]);
  }, 60_000);

  it('counts what was stored a moment before it was asked', async () => {
    for (let round = 0; round < 3; round++) {
      const before = await preview('/departments/ordnung/closure-preview', tomorrow);
      const { ticketId } = await openByWeb(service, { departmentId: 'ordnung' });
      const at = '2026-11-24T11:00:00+01:00';
      await service.ask('POST', `/tickets/${ticketId}/plan-callback`, { at });
      const path = round === 0 ? '/closure-preview' : '/departments/ordnung/closure-preview';
      const items = (await preview(path, tomorrow)).filter((item) => item.departmentId === 'ordnung');
      expect(items.map((item) => item.ticketId)).toContain(ticketId);
      expect(items).toHaveLength(before.length + 1);
    }
  });

  it('delivered again moves nothing again', async () => {
    const { name, stream } = DURABLES.ticketsOnDirectoryChanged;
    const { config } = await realm.jsm.consumers.info(stream, name);
    const before = (await realm.jsm.streams.info('TICKETS')).state.last_seq;
    await realm.jsm.consumers.delete(stream, name);
    await realm.jsm.consumers.add(stream, { ...config, deliver_policy: 'all' });
    await settled();
    expect((await realm.jsm.streams.info('TICKETS')).state.last_seq).toBe(before);
  }, 60_000);

  it('of the whole city moves those of every department, but none where nobody confirmed', async () => {
    const day = closedOn('2026-11-26');
    const hit = [await plannedOn('2026-11-26'), await plannedOn('2026-11-26', 'ordnung')];
    const unconfirmed = await plannedOn('2026-11-27', 'ordnung');
    expect((await preview('/closure-preview', day)).map(({ ticketId }) => ticketId).sort()).toEqual([...hit].sort());
    await realm.changeHotline({ closures: [closedOn('2026-11-27')] });
    await realm.changeHotline({ closures: [day] }, true);
    const moved = await movedOnce(hit, 10_000);
    expect(moved.map(({ callbackAt }) => callbackAt!.slice(0, 10))).toEqual(['2026-11-27', '2026-11-27']);
    expect(await moves(unconfirmed)).toEqual([]);
  }, 60_000);
});

describe('callbacks move', () => {
  it('also one that was planned by the old hours just after the change', async () => {
    const day = closedOn('2026-12-01');
    const ticketId = 'AAAAAAAA';
    const tickets = (await realm.log('tickets')).aggregate(TicketAggregate);
    await realm.changeDepartment('standesamt', { closures: [day] }, true);
    // As a replica does that has not heard of the change yet.
    await tickets.handle(ticketId, { cause: { id: 'late' }, actor: { type: 'service', id: 'tickets' } }, () =>
      happened(TicketOpened, openedFor(ticketId, '2026-12-01'), { origin: 'web' }),
    );
    const [moved] = await movedOnce([ticketId], 10_000);
    expect(moved!.callbackAt).toBe('2026-12-02T08:00:00+01:00');
  }, 60_000);

  it('all of them once, though the service ends in the middle', async () => {
    const day = closedOn('2026-12-02');
    const hit: string[] = [];
    for (let i = 0; i < 8; i++) hit.push(await plannedOn('2026-12-02', 'ordnung'));
    const firstMoved = new Promise((resolve) => {
      realm.operator.subscribe('live.tickets.ordnung.*.callback-planned', { max: 1, callback: resolve });
    });
    await realm.changeDepartment('ordnung', { closures: [day] }, true);
    await firstMoved;
    await service.stop();
    expect((await Promise.all(hit.map(moves))).flat().length).toBeLessThan(hit.length);
    service = await realm.start();
    await movedOnce(hit, 20_000);
    await settled();
  }, 60_000);

  it('once the database is back', async () => {
    const ticketId = await plannedOn('2026-12-03', 'standesamt');
    await realm.database.kill();
    await realm.changeDepartment('standesamt', { closures: [closedOn('2026-12-03')] }, true);
    const asked = { closure: closedOn('2026-12-03') };
    await eventually(async () => expect((await service.ask('POST', '/closure-preview', asked)).status).toBe(503));
    expect(await moves(ticketId)).toEqual([]);
    await realm.database.start();
    await movedOnce([ticketId], 20_000);
  }, 60_000);
});

describe('a preview is refused', () => {
  it.each<[string, number, string | undefined, unknown]>([
    ['of no department', 404, undefined, { closure: closedOn('2026-11-24') }],
    ['of the past', 422, 'closure.to', { closure: closedOn('2026-11-22') }],
    ['without a closure', 400, 'closure', {}],
    ['that ends before it begins', 400, 'closure.to', { closure: { ...closedOn('2026-11-24'), to: '2026-11-23' } }],
    ['of a day that is none', 400, 'closure.from', { closure: { ...closedOn('2026-11-24'), from: '2026-11-31' } }],
    [
      'with shorter hours that are not told',
      400,
      'closure.hours',
      { closure: { ...closedOn('2026-11-24'), kind: 'reduced' } },
    ],
    ['with an unknown field', 400, 'closure.scope', { closure: { ...closedOn('2026-11-24'), scope: 'city' } }],
  ])('%s', async (_, status, path, body) => {
    const departmentId = status === 404 ? 'nirgends' : 'zulassung';
    const answer = await service.ask('POST', `/departments/${departmentId}/closure-preview`, body);
    expect(answer.status).toBe(status);
    if (path) expect(answer.body.errors.map((each) => each.path)).toContain(path);
  });
});

function openedFor(ticketId: string, date: string): Omit<Ticket, 'revision'> {
  return {
    ticketId,
    departmentId: 'standesamt',
    state: 'open',
    origin: 'web',
    subject: 'Geburtsurkunde',
    question: 'Wo?',
    citizen: { phone: '+492151862164' },
    answerBy: 'callback',
    openedAt: '2026-11-23T10:01:00+01:00',
    promiseBy: `${date}T10:00:00+01:00`,
    callbackAt: `${date}T08:00:00+01:00`,
    callbackUntil: `${date}T10:00:00+01:00`,
    callbackPlan: 1,
    callbackDue: 0,
    attempts: [],
    directoryRevision: 1,
  };
}
