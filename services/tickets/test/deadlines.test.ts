import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DURABLES, type Ticket, TicketAggregate, TicketOpened } from '@serviceportal/shared/contracts';
import { happened } from '@serviceportal/shared/decision';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import { formatTimestamp } from '@serviceportal/shared/time';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { createDeadlines } from '../src/deadlines.ts';
import { sampleTicket } from '../src/domain/sample-ticket.ts';
import type { TicketList } from '../src/view/tickets.ts';
import { openByWeb, openTicketsRealm, type Running, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

const open = () => openByWeb(service);

/** Plans the callback anew, so many seconds from now. */
async function ringAgain({ ticketId }: TicketBody, seconds: number): Promise<string> {
  const nextAt = formatTimestamp(realm.clock.now().add({ seconds }), 'Europe/Berlin');
  const { status } = await service.ask('POST', `/tickets/${ticketId}/attempts`, { result: 'busy', nextAt });
  expect(status).toBe(200);
  return nextAt;
}

function dues({ ticketId }: TicketBody) {
  return realm.stored('TICKETS', `tickets.*.${ticketId}.callback-due`);
}

async function timers(): Promise<string[]> {
  const { state } = await realm.jsm.streams.info('TIMERS_TICKETS', { subjects_filter: 'timers.>' });
  return Object.keys(state.subjects ?? {});
}

/** The plan that the ticket's timer serves. */
async function planOf(ticket: TicketBody): Promise<number | undefined> {
  const message = await realm.jsm.streams.getMessage('TIMERS_TICKETS', { last_by_subj: timerOf(ticket) });
  return message?.json<{ plan: number }>().plan;
}

const timerOf = ({ ticketId }: TicketBody) => `timers.tickets.callback-due.${ticketId}`;

async function due(ticket: TicketBody, attempt: number, callbackAt: string, withinMs?: number): Promise<void> {
  await eventually(async () => {
    const found = (await dues(ticket)).filter(({ data }) => data.ticket.callbackDue === attempt);
    expect(found).toMatchObject([{ type: 'CallbackDue', data: { attempt, callbackAt } }]);
  }, withinMs);
}

async function settled(): Promise<void> {
  const { stream } = DURABLES.ticketsOnTimerDue;
  await caughtUp(realm.jsm, DURABLES.ticketsOnTimerDue);
  await eventually(async () => {
    const { state } = await realm.jsm.streams.info(stream, { subjects_filter: 'due.>' });
    expect(state.subjects ?? {}).toEqual({});
  });
}

describe('a planned callback', () => {
  it('has a timer, and is due once when its time has come', async () => {
    const ticket = await open();
    await eventually(async () => expect(await timers()).toContain(timerOf(ticket)));
    const nextAt = await ringAgain(ticket, 2);
    await due(ticket, 2, nextAt);
    await settled();
    expect(await dues(ticket)).toHaveLength(1);
    expect(await timers()).not.toContain(timerOf(ticket));
    const [{ time }] = (await dues(ticket)) as unknown as [{ time: string }];
    expect(formatTimestamp(realm.clock.now(), 'Europe/Berlin') >= nextAt).toBe(true);
    expect(new Date(time).getTime()).toBeGreaterThanOrEqual(new Date(nextAt).getTime());
  });

  it('is not due after the citizen was reached, or got the answer', async () => {
    const reached = await open();
    const answered = await open();
    const other = await open();
    await ringAgain(reached, 2);
    await service.ask('POST', `/tickets/${reached.ticketId}/attempts`, { result: 'reached' });
    await ringAgain(answered, 2);
    await service.ask('POST', `/tickets/${answered.ticketId}/answer`, { by: 'phone', text: 'Im Rathaus.' });
    await due(other, 2, await ringAgain(other, 3));
    await settled();
    expect([...(await dues(reached)), ...(await dues(answered))]).toEqual([]);
  });

  it('fired for a plan that was replaced is due for the new one alone', async () => {
    const ticket = await open();
    const nextAt = await ringAgain(ticket, 3);
    await eventually(async () => expect(await timers()).toContain(timerOf(ticket)));
    // As a late replica would set it, after the newer one.
    const stale = { kind: 'callback-due', id: ticket.ticketId, plan: 1, at: ticket.callbackAt! };
    await (await realm.log('tickets')).timers().set({ ...stale, at: '2026-11-23T10:00:00+01:00' });
    await due(ticket, 2, nextAt);
    await settled();
    expect(await dues(ticket)).toHaveLength(1);
  });
});

describe('a promise', () => {
  /** A Vormerkung whose answer is promised in two seconds. */
  async function promised(answerBy: Ticket['answerBy']): Promise<string> {
    const ticketId = ticketIdFrom(randomUUID());
    const promiseBy = formatTimestamp(realm.clock.now().add({ seconds: 2 }), 'Europe/Berlin');
    await (
      await realm.log('tickets')
    )
      .aggregate(TicketAggregate)
      .handle(ticketId, { cause: { id: ticketId }, actor: { type: 'service', id: 'tickets' } }, () =>
        happened(
          TicketOpened,
          { ...sampleTicket(), callbackAt: undefined, ticketId, answerBy, promiseBy },
          { origin: 'web' },
        ),
      );
    return ticketId;
  }
  const missed = (ticketId: string) => realm.stored('TICKETS', `tickets.*.${ticketId}.callback-overdue`);
  async function overdue(): Promise<string[]> {
    const { body } = await service.ask('GET', '/tickets?overdue=true');
    return body.items.map(({ ticketId }) => ticketId);
  }

  it('that nobody kept is overdue once, by phone or by mail, until there is an answer', async () => {
    const [mail, call, answered, reached] = await Promise.all([
      promised('email'),
      promised('callback'),
      promised('email'),
      promised('callback'),
    ]);
    await service.ask('POST', `/tickets/${answered}/answer`, { by: 'email', text: 'Im Rathaus.' });
    await service.ask('POST', `/tickets/${reached}/attempts`, { result: 'reached' });
    await eventually(async () => expect((await overdue()).sort()).toEqual([mail, call].sort()));
    await settled();
    expect(await missed(mail)).toMatchObject([{ type: 'CallbackOverdue', data: { promiseBy: expect.any(String) } }]);
    expect(await missed(call)).toHaveLength(1);
    expect([...(await missed(answered)), ...(await missed(reached))]).toEqual([]);
    await service.ask('POST', `/tickets/${mail}/answer`, { by: 'email', text: 'Im Rathaus.' });
    await eventually(async () => expect(await overdue()).toEqual([call]));
  });
});

describe('after a start', () => {
  it('a list that lags behind takes nobody the time that was agreed since', async () => {
    const ticket = await open();
    await ringAgain(ticket, 600);
    await eventually(async () => expect(await planOf(ticket)).toBe(2));
    const log = await realm.log('tickets');
    const list = { inWork: () => Readable.from([ticket]) } as Pick<TicketList, 'inWork'> as TicketList;
    const deadlines = createDeadlines({ tickets: log.aggregate(TicketAggregate), list }, log.timers());
    expect(await deadlines.restore(true)).toBe(1);
    expect(await planOf(ticket)).toBe(2);
  });

  it('deadlines that came meanwhile are raised once, also when NATS was off as well', async () => {
    const ticket = await open();
    const nextAt = await ringAgain(ticket, 2);
    await eventually(async () => expect(await timers()).toContain(timerOf(ticket)));
    await service.stop();
    await realm.nats.kill();
    await eventually(() => expect(formatTimestamp(realm.clock.now(), 'Europe/Berlin') > nextAt).toBe(true));
    await realm.nats.start();
    service = await realm.start();
    await due(ticket, 2, nextAt, 20_000);
    await settled();
    expect(await dues(ticket)).toHaveLength(1);
  }, 60_000);

  it('a timer that was lost is set again, and with another clock all are', async () => {
    const lost = await open();
    const early = await open();
    await eventually(async () => {
      expect(await timers()).toEqual(expect.arrayContaining([timerOf(lost), timerOf(early)]));
      const { body } = await service.ask('GET', '/tickets?limit=200');
      const listed = body.items.map(({ ticketId }) => ticketId);
      expect(listed).toEqual(expect.arrayContaining([lost.ticketId, early.ticketId]));
    });
    await service.stop();
    const promise = `timers.tickets.overdue.${lost.ticketId}`;
    for (const filter of [timerOf(lost), promise]) await realm.jsm.streams.purge('TIMERS_TICKETS', { filter });
    expect(await timers()).not.toContain(timerOf(lost));
    // 10:30, the time of both callbacks, is over on this clock.
    service = await realm.start({ CITY_CLOCK: '2026-11-23T10:40:00+01:00' });
    await due(lost, 1, lost.callbackAt!);
    await eventually(async () => expect(await timers()).toContain(promise));
    await due(early, 1, early.callbackAt!);
    await settled();
    expect(await dues(early)).toHaveLength(1);
  }, 60_000);
});
