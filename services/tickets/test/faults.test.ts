import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DURABLES } from '@serviceportal/shared/contracts';
import { caughtUp } from '@serviceportal/test/caught-up';
import { eventually } from '@serviceportal/test/eventually';
import { BY_WEB, listed, openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

const { name: durable, stream } = DURABLES.ticketsOnTransferRefused;

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T17:30:00+01:00', ownDatabase: true });
  service = await realm.start();
}, 60_000);
afterAll(() => realm?.close());

/** The tickets in the log, by the transfer that led to them. */
async function ticketsOf(transferIds: string[]): Promise<number[]> {
  const opened = await realm.stored('TICKETS', 'tickets.*.*.opened');
  return transferIds.map((id) => opened.filter(({ data }) => data.ticket.transferId === id).length);
}

/** All that the durable has is handled. */
function drained(name: string, from: string): Promise<void> {
  return caughtUp(realm.jsm, { stream: from, name }, 20_000);
}

/** Everything in the stream comes once more. */
async function deliverAgain(): Promise<void> {
  const { config } = await realm.jsm.consumers.info(stream, durable);
  await realm.jsm.consumers.delete(stream, durable);
  await realm.jsm.consumers.add(stream, config);
}

describe('a refused transfer', () => {
  it('delivered again and again is one ticket', async () => {
    const transferIds = await Promise.all([1, 2, 3].map(() => realm.refuse()));
    for (const transferId of transferIds) await listed(service, transferId);
    await deliverAgain();
    await drained(durable, stream);
    await deliverAgain();
    await drained(durable, stream);
    expect(await ticketsOf(transferIds)).toEqual([1, 1, 1]);
  }, 60_000);

  it.each([
    ['bad-json', '{"id":'],
    ['bad-envelope', '{"id": "x"}'],
    ['unexpected-type', envelope('TransferForgotten', 1)],
    ['unknown-version', envelope('TransferRefused', 99)],
    ['bad-data', envelope('TransferRefused', 1)],
  ])('that is none of ours (%s) ends among the dead letters, and the next is handled', async (reason, payload) => {
    const { seq } = await publish(`transfers.${reason}.refused`, payload);
    const transferId = await realm.refuse();
    await listed(service, transferId);
    const letter = await eventually(async () => {
      const found = (await realm.deadLetters()).find(({ sequence }) => sequence === seq);
      expect(found).toBeDefined();
      return found!;
    });
    expect(letter).toMatchObject({ service: 'tickets', reason, consumer: durable, stream });
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    expect(metrics).toMatch(new RegExp(`serviceportal_dead_letters_total\\{[^}]*reason="${reason}"`));
  });

  it('waits for a revision of the directory that is on its way, and is planned by it', async () => {
    const transferId = await realm.refuse({ departmentId: 'ordnung', directoryRevision: 2 });
    // One that came later is done while this one waits.
    await listed(service, await realm.refuse({ departmentId: 'ordnung' }));
    expect(await ticketsOf([transferId])).toEqual([0]);
    await realm.changeDepartment('ordnung', { hours: 'Th 09:00-12:00' });
    const ticket = await eventually(() => listed(service, transferId), 20_000);
    expect(ticket).toMatchObject({ directoryRevision: 2, callbackAt: '2026-11-26T09:00:00+01:00' });
  }, 60_000);
});

describe('without the database', () => {
  it('tickets are opened, shown and worked on, and the lists catch up', async () => {
    await realm.database.kill();
    const transferIds = await Promise.all(
      [1, 2, 3].map((i) => realm.refuse({ departmentId: i === 1 ? 'zulassung' : 'standesamt' })),
    );
    await eventually(async () => expect(await ticketsOf(transferIds)).toEqual([1, 1, 1]));
    const opened = await realm.stored('TICKETS', 'tickets.*.*.opened');
    const { ticketId } = opened.find(({ data }) => data.ticket.transferId === transferIds[0])!.data.ticket;

    expect((await service.ask('GET', `/tickets/${ticketId}`)).status).toBe(200);
    expect((await service.ask('GET', `/tickets/${ticketId}/history`)).status).toBe(200);
    expect((await service.ask('POST', `/tickets/${ticketId}/take`, { clerkId: 'anna' })).status).toBe(200);
    expect((await service.ask('GET', '/departments/zulassung/callback-slot')).status).toBe(200);
    await eventually(async () => expect((await service.ask('GET', '/tickets')).status).toBe(503));
    await eventually(async () => {
      const ready = await service.ask('GET', '/health/ready');
      expect(ready).toMatchObject({ status: 200, body: { degraded: ['view'] } });
    });

    await realm.database.start();
    for (const transferId of transferIds) await eventually(() => listed(service, transferId), 20_000);
    await eventually(async () => {
      const { body } = await service.ask('GET', '/tickets?departmentId=zulassung&state=taken');
      expect(body.items.map((each) => each.ticketId)).toContain(ticketId);
    });
  }, 90_000);

  it('a service starts, and fills its lists later', async () => {
    await service.stop();
    await realm.database.kill();
    service = await realm.start();
    const transferId = await realm.refuse();
    await eventually(async () => expect(await ticketsOf([transferId])).toEqual([1]));
    await realm.database.start();
    await eventually(() => listed(service, transferId), 20_000);
  }, 90_000);
});

describe('without NATS', () => {
  it('a command says so, and the next one after its return is done', async () => {
    await realm.nats.kill();
    const open = () => service.ask('POST', '/tickets', BY_WEB, { 'Idempotency-Key': 'n1' });
    expect((await open()).status).toBe(503);
    await realm.nats.start();
    const opened = await eventually(async () => {
      const answer = await open();
      expect(answer.status).toBe(201);
      return answer.body.ticket;
    }, 20_000);
    const stored = await realm.stored('TICKETS', `tickets.*.${opened.ticketId}.opened`);
    expect(stored).toHaveLength(1);
  }, 90_000);

  it('a citizen who asks for the status has no try less', async () => {
    const { display, pin } = await openByWeb(service);
    const ask = () => service.ask('POST', '/status', { display, pin });
    await realm.nats.kill();
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    await realm.nats.start();
    await eventually(async () => expect((await ask()).status).toBe(200), 20_000);
  }, 90_000);
});

describe('stopped in mid-handler', () => {
  it('what was in work is done after the next start, once', async () => {
    const transferIds: string[] = [];
    for (let round = 0; round < 3; round++) {
      const refusing = Promise.all(Array.from({ length: 40 }, () => realm.refuse()));
      await service.stop();
      transferIds.push(...(await refusing));
      service = await realm.start();
    }
    await eventually(async () => {
      const counts = await ticketsOf(transferIds);
      expect(counts.filter((count) => count !== 1)).toEqual([]);
    }, 20_000);
    await drained(durable, stream);
    expect((await ticketsOf(transferIds)).every((count) => count === 1)).toBe(true);
  }, 90_000);
});

describe('before the directory is there', () => {
  it('nobody is told that a department does not exist', async () => {
    await realm.jsm.streams.purge('DIRECTORY');
    const early = await realm.start();
    const asked = [
      await early.ask('POST', '/tickets', BY_WEB),
      await early.ask('GET', '/departments/standesamt/callback-slot'),
      await early.ask('GET', '/departments/standesamt/tickets/live'),
    ];
    expect(asked.map(({ status }) => status)).toEqual([503, 503, 503]);
  }, 30_000);
});

function envelope(type: string, version: number): string {
  return JSON.stringify({
    specversion: '1.0',
    id: `bad-${type}-${version}`,
    type,
    source: 'directory',
    subject: 'x',
    time: '2026-11-23T16:30:00Z',
    dataschema: `urn:serviceportal:event:${type}:${version}`,
    correlationid: 'x',
    causationid: 'x',
    authtype: 'service',
    authid: 'directory',
    data: { transfer: {} },
  });
}

async function publish(subject: string, payload: string): Promise<{ seq: number }> {
  const reply = await realm.operator.request(subject, payload, { timeout: 5_000 });
  return reply.json();
}
