import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { Temporal } from '@serviceportal/shared/time';
import { subscribeToTickets, type TicketEvent } from '@serviceportal/examples/department';
import { deskOf, type PromisedTicket } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, post } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';

const DEPARTMENT = 'standesamt';

/** From the caller to the callback: noted, received by the department, due, rung, answered, closed. */
export function callbacks(started: () => TestSystem): void {
  let system: TestSystem;
  let desk: ReturnType<typeof deskOf>;

  beforeAll(() => {
    system = started();
    desk = deskOf(system);
  });

  async function vormerkung(departmentId: string): Promise<PromisedTicket> {
    const { body } = await desk.call({ departmentId, takesLonger: true });
    if (!body.ticket) throw new Error(JSON.stringify(body));
    return body.ticket;
  }

  interface Task {
    taskId: string;
    ticketId: string;
    kind: string;
    state: string;
  }

  async function tasksOf(ticketId: string): Promise<Task[]> {
    const { body } = await get<{ items: Task[] }>(`${system.urls.notify}/tasks?departmentId=testamt&limit=200`);
    return body.items.filter((task) => task.ticketId === ticketId);
  }

  async function typesOf(ticketId: string): Promise<string[]> {
    const { body } = await get<{ items: { type: string }[] }>(`${system.urls.tickets}/tickets/${ticketId}/history`);
    return body.items.map(({ type }) => type);
  }

  describe('the department', () => {
    it('gets its tickets as they come, and after having been off what it missed, each in order', async () => {
      const settings = {
        natsUrl: system.urls.nats,
        seedFile: system.users.departments[DEPARTMENT]!.seedFile,
        departmentId: DEPARTMENT,
      };
      const seen: TicketEvent[] = [];
      const first = await subscribeToTickets(settings, (event) => void seen.push(event));
      const ticket = await vormerkung(DEPARTMENT);
      await eventually(() => expect(seen.map(({ data }) => data.ticket.ticketId)).toContain(ticket.ticketId));
      await first.stop();

      const missed = await Promise.all(Array.from({ length: 50 }, () => vormerkung(DEPARTMENT)));
      const later: TicketEvent[] = [];
      const second = await subscribeToTickets(settings, (event) => void later.push(event));
      await eventually(() => expect(new Set(later.map(({ data }) => data.ticket.ticketId)).size).toBe(50));
      await second.stop();
      expect(new Set(later.map(({ data }) => data.ticket.ticketId))).toEqual(
        new Set(missed.map(({ ticketId }) => ticketId)),
      );
    });

    it('takes, rings, answers and closes; nobody else can work on it meanwhile', async () => {
      const { ticketId, display, pin } = await vormerkung('testamt');
      expect((await desk.work(ticketId, 'take', {})).body.ticket.state).toBe('taken');
      expect((await desk.work(ticketId, 'take', { clerkId: 'cora' })).status).toBe(409);
      await desk.work(ticketId, 'attempts', { result: 'no-answer' });
      await desk.work(ticketId, 'attempts', { result: 'reached' });
      await desk.work(ticketId, 'answer', { by: 'phone', text: 'Die Urkunde kommt mit der Post.' });
      const closed = await desk.work(ticketId, 'close', { outcome: 'telefonisch beantwortet' });
      expect(closed.body.ticket).toMatchObject({ state: 'closed', outcome: 'telefonisch beantwortet' });
      expect(await typesOf(ticketId)).toEqual([
        'TicketOpened',
        'TicketTaken',
        'CallbackAttempted',
        'CallbackAttempted',
        'TicketAnswered',
        'TicketClosed',
      ]);
      const status = await post(`${system.urls.tickets}/status`, { display, pin });
      expect(status.body).toMatchObject({ display, state: 'closed' });
      expect(JSON.stringify(status.body)).not.toContain('Jürgen');
    });

    it('works over NATS too, and only on its own tickets', async () => {
      const own = await vormerkung(DEPARTMENT);
      const foreign = await vormerkung('testamt');
      const connection = await connect({
        servers: system.urls.nats,
        authenticator: nkeyAuthenticator(readFileSync(system.users.departments[DEPARTMENT]!.seedFile)),
      });
      try {
        const take = async (ticketId: string) => {
          const payload = JSON.stringify({ ticketId, clerkId: 'carl' });
          const reply = await connection.request(`cmd.dept.${DEPARTMENT}.take`, payload, { timeout: 5_000 });
          return { status: reply.headers?.get('status'), body: reply.json() };
        };
        expect(await take(own.ticketId)).toMatchObject({ status: '200', body: { ticket: { state: 'taken' } } });
        expect(await take(foreign.ticketId)).toMatchObject({ status: '404' });
      } finally {
        await connection.close();
      }
    });
  });

  describe('a callback that comes due', () => {
    const inSeconds = (seconds: number, from: string) =>
      Temporal.Instant.from(from).add({ seconds }).toString({ timeZone: 'Europe/Berlin', smallestUnit: 'second' });

    it('is raised once and becomes one task, also when tickets and NATS were killed before and came back after', async () => {
      const { ticketId } = await vormerkung('testamt');
      const { body } = await get<{ at: string }>(`${system.urls.directory}/departments/testamt/service-time?hours=0`);
      const nextAt = inSeconds(4, body.at);
      const planned = await desk.work(ticketId, 'attempts', { result: 'busy', nextAt });
      expect(planned.body.ticket.callbackAt).toBe(nextAt);

      const tickets = system.process('tickets');
      const nats = system.process('nats');
      await Promise.all([tickets.hold('SIGKILL'), nats.hold('SIGKILL')]);
      const passed = Temporal.Now.instant().add({ seconds: 5 });
      await eventually(() => expect(Temporal.Instant.compare(Temporal.Now.instant(), passed)).toBe(1));
      await nats.release();
      await tickets.release();

      await eventually(async () => expect(await tasksOf(ticketId)).toHaveLength(1), 30_000);
      const [task] = await tasksOf(ticketId);
      expect(task).toMatchObject({ kind: 'callback', state: 'open' });
      expect((await typesOf(ticketId)).filter((type) => type === 'CallbackDue')).toHaveLength(1);
    }, 60_000);

    it('comes due when the clock is set on, once', async () => {
      const { ticketId, callbackAt } = await vormerkung('testamt');
      await system.restart({ cityClock: callbackAt! });
      await eventually(async () => expect(await tasksOf(ticketId)).toHaveLength(1), 30_000);
      expect((await typesOf(ticketId)).filter((type) => type === 'CallbackDue')).toHaveLength(1);

      const [task] = await tasksOf(ticketId);
      await post(`${system.urls.notify}/tasks/${task!.taskId}/claim`, { clerkId: 'carl' });
      await desk.work(ticketId, 'attempts', { result: 'reached' });
      await eventually(async () => expect((await tasksOf(ticketId))[0]).toMatchObject({ state: 'done' }));
    }, 120_000);
  });
}
