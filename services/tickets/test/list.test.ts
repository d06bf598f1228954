import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

const open = (changes?: object) => openByWeb(service, changes);

describe('the list', () => {
  it('is narrowed by each of its filters', async () => {
    const unusual = await open({
      departmentId: 'ordnung',
      subject: 'Falschparker (100 %)',
      citizen: { name: 'Jürgen O’Brien', phone: '0171 2345678' },
    });
    const found = (query: string) =>
      eventually(async () => {
        const { body } = await service.ask('GET', `/tickets?${query}`);
        expect(body.items.map(({ ticketId }) => ticketId)).toContain(unusual.ticketId);
        expect(body.items.every((each) => each.departmentId === 'ordnung')).toBe(true);
      });
    await found('departmentId=ordnung');
    await found('q=FALSCHPARKER%20(100%20%25)');
    await found('q=jürgen');
    await found(`q=${encodeURIComponent('Jürgen'.normalize('NFD'))}`);
    await found('q=juergen');
    await found('phone=01712345678');
    await found('departmentId=ordnung&state=open,taken&answerBy=callback');
    await found('departmentId=ordnung&dueBefore=2026-11-26T00:00:00%2B01:00');
    await found(`q=${unusual.display.slice(0, 6).toLowerCase()}`);
    await found('departmentId=ordnung&overdue=false');
    await service.ask('POST', `/tickets/${unusual.ticketId}/take`, { clerkId: 'anna' });
    await found('assignee=anna');
    for (const query of [
      'state=closed',
      'overdue=true',
      'assignee=bert',
      'answerBy=email',
      'dueBefore=2026-11-23T11:00:00Z',
      'q=.*',
      'phone=01719999999',
    ]) {
      const { body } = await service.ask('GET', `/tickets?departmentId=ordnung&${query}`);
      expect(body.items).toEqual([]);
    }
  });

  it('comes in pages', async () => {
    const opened = new Set<string>();
    for (let i = 0; i < 3; i++) opened.add((await open({ subject: 'Seitenweise' })).ticketId);
    await eventually(async () => {
      const seen: string[] = [];
      let cursor = '';
      do {
        const { body } = await service.ask('GET', `/tickets?q=seitenweise&limit=2${cursor}`);
        seen.push(...body.items.map(({ ticketId }) => ticketId));
        cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
      } while (cursor);
      expect(seen).toHaveLength(3);
      expect(new Set(seen)).toEqual(opened);
    });
  });

  it('stays right while tickets arrive and move on', async () => {
    for (let i = 0; i < 4; i++) await open({ subject: 'Wanderschaft' });
    const page = async (rest: string) => (await service.ask('GET', `/tickets?q=wanderschaft&${rest}`)).body;
    // Newest first; those of one second in the order of their numbers.
    const order = await eventually(async () => {
      const { items } = await page('limit=200');
      expect(items).toHaveLength(4);
      return items.map(({ ticketId }) => ticketId);
    });
    const first = await page('limit=2');
    expect(first.items.map(({ ticketId }) => ticketId)).toEqual(order.slice(0, 2));

    for (const ticketId of [order[0], order[2]]) {
      const move = { departmentId: 'ordnung', why: 'dort zuständig', clerkId: 'anna' };
      expect((await service.ask('POST', `/tickets/${ticketId}/move`, move)).status).toBe(200);
    }
    const late = await open({ subject: 'Wanderschaft' });
    await eventually(async () => {
      const { items } = await page('limit=200');
      const inOrdnung = items.filter(({ departmentId }) => departmentId === 'ordnung');
      expect(inOrdnung.map(({ ticketId }) => ticketId)).toEqual([order[0], order[2]]);
      expect(items.map(({ ticketId }) => ticketId)).toContain(late.ticketId);
    });
    const rest: string[] = [];
    for (let cursor = first.nextCursor; cursor;) {
      const { items, nextCursor } = await page(`limit=2&cursor=${cursor}`);
      rest.push(...items.map(({ ticketId }) => ticketId));
      cursor = nextCursor;
    }
    expect(rest.filter((ticketId) => ticketId !== late.ticketId)).toEqual(order.slice(2));
  });
});
