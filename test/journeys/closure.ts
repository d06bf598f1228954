import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDepartment, deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, post } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';

const DEPARTMENT = 'ausflugsamt';
const TOMORROW = { from: '2026-11-24', to: '2026-11-24', kind: 'closed', why: 'Betriebsausflug' };

interface Page<Item> {
  items: Item[];
}

/** A department closes tomorrow: what it owes then is seen, moved by one confirmation, and told to each citizen once. */
export function closures(started: () => TestSystem): void {
  let system: TestSystem;
  let tickets: string[];

  beforeAll(async () => {
    system = started();
    await addDepartment(system, DEPARTMENT);
    const desk = deskOf(system);
    const emails = ['a@example.org', 'b@example.org', 'c@example.org', undefined, undefined];
    const calls = emails.map((email) =>
      desk.call({
        departmentId: DEPARTMENT,
        takesLonger: true,
        citizen: { phone: '0151 55501234', email },
        preferred: { from: '09:00', to: '10:00' },
      }),
    );
    tickets = (await Promise.all(calls)).map(({ body }) => body.ticket!.ticketId);
  });

  const list = async <Item>(url: string) => (await get<Page<Item>>(url)).body.items;
  const mails = () => list<{ template: string; departmentId?: string }>(`${system.urls.notify}/mails?limit=200`);
  const tasks = () =>
    list<{ ticketId: string; kind: string }>(`${system.urls.notify}/tasks?departmentId=${DEPARTMENT}&limit=200`);

  describe('a closure for tomorrow', () => {
    it('shows the five callbacks it hits and where they would go, and moves nothing', async () => {
      await eventually(async () => {
        const url = `${system.urls.tickets}/departments/${DEPARTMENT}/closure-preview`;
        const { body } = await post<Page<{ ticketId: string; movesTo: { callbackAt: string } }>>(url, {
          closure: TOMORROW,
        });
        expect(body.items.map(({ ticketId }) => ticketId).sort()).toEqual(tickets.toSorted());
        for (const { movesTo } of body.items) expect(movesTo.callbackAt).toMatch(/^2026-11-25T09:00/);
      });
      expect(await callbackDays()).toEqual(tickets.map(() => '2026-11-24'));
    });

    it('moves them once it is confirmed: one mail or one task for each citizen', async () => {
      const url = `${system.urls.directory}/departments/${DEPARTMENT}/closures`;
      expect((await post(url, { closure: TOMORROW, replan: true })).status).toBeLessThan(300);
      await eventually(async () => expect(await callbackDays()).toEqual(tickets.map(() => '2026-11-25')), 20_000);
      const moved = async () =>
        (await mails()).filter((mail) => mail.template === 'callback-moved' && mail.departmentId === DEPARTMENT);
      const toRing = async () => (await tasks()).filter(({ kind }) => kind === 'callback-moved');
      await eventually(async () => expect([await moved(), await toRing()].map(({ length }) => length)).toEqual([3, 2]));
      // Confirmed again, by somebody who wasn't sure: nothing is left to move, so nobody is told again.
      await post(url, { closure: TOMORROW, replan: true });
      await deskOf(system).call({ departmentId: DEPARTMENT });
      expect([await moved(), await toRing()].map(({ length }) => length)).toEqual([3, 2]);
      expect(new Set((await toRing()).map(({ ticketId }) => ticketId)).size).toBe(2);
    });
  });

  async function callbackDays(): Promise<string[]> {
    const answers = await Promise.all(
      tickets.map((ticketId) => get<{ ticket: { callbackAt: string } }>(`${system.urls.tickets}/tickets/${ticketId}`)),
    );
    return answers.map(({ body }) => body.ticket.callbackAt.slice(0, 10));
  }
}
