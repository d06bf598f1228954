import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DURABLES, type Ticket } from '@serviceportal/shared/contracts';
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

type Listed = { taskId: string; ticketId: string; state: string; [field: string]: unknown };

async function tasksOf({ ticketId }: Ticket): Promise<Listed[]> {
  const { body } = await get(`${notify.url}/tasks?departmentId=standesamt&limit=200`);
  return (body['items'] as Listed[]).filter((task) => task.ticketId === ticketId);
}

function tasksBecome(ticket: Ticket, expected: object[]) {
  return eventually(async () => {
    const tasks = await tasksOf(ticket);
    expect(tasks).toHaveLength(expected.length);
    expect(tasks).toMatchObject(expected);
    return tasks;
  });
}

function openTicket(): Promise<Ticket> {
  return world.city.open(ticketOf({ name: 'Erika Mustermann', phone: '+4915112345678' }));
}

/** A ticket whose callback is due, and its task. */
async function dueTicket(): Promise<{ ticket: Ticket; taskId: string }> {
  const ticket = await openTicket();
  await world.city.due(ticket.ticketId);
  const [task] = await tasksBecome(ticket, [{ state: 'open' }]);
  return { ticket, taskId: task!.taskId };
}

describe('a callback that is due', () => {
  it('is one task of the department, without a word of the citizen', async () => {
    const ticket = await openTicket();
    await world.city.due(ticket.ticketId);
    const subject = `tickets.standesamt.${ticket.ticketId}.callback-due`;
    const stored = await world.realm.jsm.streams.getMessage('TICKETS', { last_by_subj: subject });
    for (let copy = 0; copy < 3; copy++) world.realm.operator.publish(subject, stored!.data);
    const tasks = await tasksBecome(ticket, [
      { kind: 'callback', attempt: 1, callbackAt: ticket.callbackAt, callbackUntil: ticket.callbackUntil, revision: 1 },
    ]);
    expect(JSON.stringify(tasks)).not.toMatch(/Mustermann|4915112345678|Scheidung/);
  });

  it('is another task when it comes due again after an attempt', async () => {
    const { ticket } = await dueTicket();
    await world.city.attempt(ticket.ticketId);
    await tasksBecome(ticket, [{ state: 'done', result: 'no-answer', attempt: 1 }]);
    await world.city.due(ticket.ticketId);
    await eventually(async () => {
      const states = (await tasksOf(ticket)).map(({ state, attempt }) => `${String(attempt)} ${state}`);
      expect(states.sort()).toEqual(['1 done', '2 open']);
    });
  });

  it.each(['answered', 'closed'] as const)('needs nobody any more when the ticket is %s', async (how) => {
    const { ticket } = await dueTicket();
    await (how === 'answered' ? world.city.answer(ticket.ticketId, 'phone', 'Ja.') : world.city.close(ticket.ticketId));
    await tasksBecome(ticket, [{ state: 'done', result: how }]);
  });

  it('stays done when it is seen after the ticket was settled, and nobody is shown what they never had to do', async () => {
    // The two durables are independent: with the first stopped, the second sees the end of the story first.
    const ticket = await openTicket();
    await notify.stop();
    await world.city.due(ticket.ticketId);
    const { jsm } = world.realm;
    const { config } = await jsm.consumers.info('TICKETS', 'notify-on-callback-due');
    await jsm.consumers.pause('TICKETS', 'notify-on-callback-due', new Date(Date.now() + 60_000));
    await world.city.attempt(ticket.ticketId);
    notify = await world.start();
    const task = async () => (await world.tasks.load(`${ticket.ticketId}-callback-1`))?.state;
    await eventually(async () => expect(await task()).toMatchObject({ state: 'done', neverOpen: true }));
    await jsm.consumers.resume('TICKETS', config.durable_name!);
    await world.caughtUp('TICKETS', 'notify-on-callback-due');
    expect(await task()).toMatchObject({ state: 'done', result: 'no-answer', revision: 1 });
    await world.caughtUp('TASKS', DURABLES.notifyViewTasks.name);
    await tasksBecome(ticket, []);
  });
});

describe('a clerk', () => {
  it('claims a task before any other, and finishes it', async () => {
    const { taskId } = await dueTicket();
    const claim = (clerkId: string) => post(`${notify.url}/tasks/${taskId}/claim`, { clerkId });
    const claims = await Promise.all(['k-weber', 'm-yilmaz'].map(claim));
    expect(claims.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = claims[0]!.status === 200 ? 'k-weber' : 'm-yilmaz';
    const loser = winner === 'k-weber' ? 'm-yilmaz' : 'k-weber';
    expect(await claim(winner)).toMatchObject({ status: 200, body: { task: { state: 'claimed', clerkId: winner } } });

    const done = (clerkId: string) => post(`${notify.url}/tasks/${taskId}/done`, { result: 'erreicht', clerkId });
    expect(await done(loser)).toMatchObject({ status: 409 });
    expect(await done(winner)).toMatchObject({ status: 200, body: { task: { state: 'done', result: 'erreicht' } } });
    expect(await claim(loser)).toMatchObject({ status: 409 });
  });

  it('gets the same answer for the same key, and is refused another body with it', async () => {
    const { taskId } = await dueTicket();
    const done = (result: string) =>
      post(`${notify.url}/tasks/${taskId}/done`, { result }, { 'idempotency-key': 'k1' });
    const first = await done('erreicht');
    expect(first.status).toBe(200);
    expect(await done('erreicht')).toEqual(first);
    expect(await done('anders')).toMatchObject({ status: 422 });
  });

  it('is told that there is no such task', async () => {
    expect(await post(`${notify.url}/tasks/nobody/claim`, { clerkId: 'kweber' })).toMatchObject({ status: 404 });
  });
});
