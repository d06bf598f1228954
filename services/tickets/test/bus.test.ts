import { signedIn } from '@serviceportal/test/tokens';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import {
  BY_WEB,
  openByWeb,
  openTicketsRealm,
  type Running,
  type TicketBody,
  type TicketsRealm,
} from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
  // Subscriptions are on their way to the server.
  await eventually(() => command('cmd.dept.standesamt.ticket', {}));
});
afterAll(() => realm?.close());

const open = (departmentId?: string) => openByWeb(service, departmentId ? { departmentId } : {});

interface Reply {
  status: number;
  body: { ticket: TicketBody; type: string; errors?: { path: string }[] };
}

async function command(subject: string, payload: unknown): Promise<Reply> {
  const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const reply = await realm.operator.request(subject, data, { timeout: 5_000 });
  return {
    status: Number(reply.headers?.get('status') || reply.headers?.get('Nats-Service-Error-Code')),
    body: reply.json(),
  };
}

describe('a command over NATS', () => {
  it('is the same as over HTTP', async () => {
    const opened = await command('cmd.tickets.open', BY_WEB);
    expect(opened).toMatchObject({ status: 201, body: { ticket: { origin: 'web', pin: expect.any(String) } } });
    const { ticketId, display, pin } = opened.body.ticket;
    expect((await command('cmd.tickets.take', { ticketId: display, clerkId: 'anna' })).body.ticket.assignee).toBe(
      'anna',
    );
    expect(await command('cmd.tickets.ticket', { ticketId })).toMatchObject({ status: 200 });
    expect(await command('cmd.tickets.status', { display, pin })).toMatchObject({ status: 200, body: { display } });
    expect((await command('cmd.tickets.history', { ticketId })).status).toBe(200);
    expect((await command('cmd.tickets.list', { departmentId: 'standesamt', limit: 1 })).status).toBe(200);
    expect((await command('cmd.tickets.callback-slot', { departmentId: 'standesamt' })).status).toBe(200);
  });

  it.each<[string, unknown, number, string | undefined]>([
    ['cmd.tickets.take', '{"ticketId":', 400, undefined],
    ['cmd.tickets.take', [], 400, undefined],
    ['cmd.tickets.take', { ticketId: 'a.b', clerkId: 'anna' }, 400, 'ticketId'],
    ['cmd.tickets.close', { ticketId: '7K3Q9F2M', outcome: 'x', extra: 1 }, 400, 'extra'],
    ['cmd.tickets.close', { ticketId: '7K3Q9F2M', outcome: 'x' }, 404, undefined],
    ['cmd.dept.standesamt.attempts', { ticketId: '7K3Q9F2M' }, 400, 'result'],
  ])('%s with %j is refused', async (subject, payload, status, path) => {
    const reply = await command(subject, payload);
    expect(reply.status).toBe(status);
    expect(reply.body.type).toMatch(/^urn:serviceportal:problem:/);
    if (path) expect(reply.body.errors?.map((each) => each.path)).toContain(path);
  });
});

describe('a department', () => {
  it('works on its tickets over NATS', async () => {
    const { ticketId } = await open();
    const act = (verb: string, body: object = {}) => command(`cmd.dept.standesamt.${verb}`, { ticketId, ...body });
    expect((await act('ticket')).body.ticket.state).toBe('open');
    expect((await act('take', { clerkId: 'anna' })).body.ticket.state).toBe('taken');
    const at = '2026-11-24T10:00:00+01:00';
    expect((await act('plan-callback', { at })).body.ticket.callbackAt).toBe(at);
    expect((await act('letter')).status).toBe(200);
    expect((await act('attempts', { result: 'reached' })).body.ticket.attempts).toMatchObject([{ clerkId: 'anna' }]);
    expect((await act('answer', { by: 'phone', text: 'Im Rathaus.' })).body.ticket.state).toBe('answered');
    const closed = { outcome: 'erledigt', idempotencyKey: 'k1' };
    expect((await act('close', closed)).body.ticket.state).toBe('closed');
    expect((await act('close', closed)).status).toBe(200);
    expect((await act('close', { ...closed, outcome: 'anders' })).status).toBe(422);
  });

  it("finds another department's ticket as little as one that is not there", async () => {
    const { ticketId } = await open('ordnung');
    const before = (await realm.jsm.streams.info('TICKETS')).state.last_seq;
    const bodies = {
      ticket: {},
      take: { clerkId: 'anna' },
      attempts: { result: 'busy' },
      'plan-callback': { at: '2026-11-24T10:00:00+01:00' },
      letter: {},
      answer: { by: 'phone', text: 'x' },
      close: { outcome: 'x' },
    };
    for (const [verb, body] of Object.entries(bodies)) {
      const theirs = await command(`cmd.dept.standesamt.${verb}`, { ticketId, ...body });
      expect(theirs.status).toBe(404);
      expect(theirs).toEqual(await command(`cmd.dept.standesamt.${verb}`, { ticketId: '7K3Q9F2M', ...body }));
    }
    expect((await realm.jsm.streams.info('TICKETS')).state.last_seq).toBe(before);
    expect((await command('cmd.dept.nirgends.take', { ticketId, clerkId: 'anna' })).status).toBe(404);
  });
});

interface Frame {
  id: number;
  event: string;
  data: Record<string, unknown> & { ticket: TicketBody };
}

describe('the live feed of a department', () => {
  it('has its events as they are stored, and goes on where a reader left', async () => {
    const feed = await read('/departments/ordnung/tickets/live');
    const { ticketId } = await open('ordnung');
    await open('standesamt');
    await service.ask('POST', `/tickets/${ticketId}/take`, { clerkId: 'anna' });
    await eventually(() => expect(feed.frames).toHaveLength(2));
    expect(feed.frames).toMatchObject([
      { event: 'TicketOpened', data: { origin: 'web', ticket: { ticketId, departmentId: 'ordnung', state: 'open' } } },
      { event: 'TicketTaken', data: { clerkId: 'anna', ticket: { ticketId, state: 'taken' } } },
    ]);
    expect(feed.frames[0]?.data).not.toHaveProperty('handled');
    feed.stop();

    await service.ask('POST', `/tickets/${ticketId}/close`, { outcome: 'erledigt', clerkId: 'anna' });
    const resumed = await read('/departments/ordnung/tickets/live', { 'Last-Event-ID': String(feed.frames[0]?.id) });
    await eventually(() => expect(resumed.frames.map(({ event }) => event)).toEqual(['TicketTaken', 'TicketClosed']));
    resumed.stop();
  });
});

/** Resolves once the feed has begun. */
async function read(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ frames: Frame[]; stop: () => void }> {
  const stopping = new AbortController();
  const response = await fetch(service.url + path, {
    headers: await signedIn(undefined, headers),
    signal: stopping.signal,
  });
  const frames: Frame[] = [];
  const decoder = new TextDecoder();
  let text = '';
  void (async () => {
    try {
      for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
        text += decoder.decode(bytes, { stream: true });
        const parts = text.split('\n\n');
        text = parts.pop()!;
        for (const part of parts) {
          const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(part) ?? [];
          if (event && data) frames.push({ id: Number(id), event, data: JSON.parse(data) as Frame['data'] });
        }
      }
    } catch (cause) {
      if (!stopping.signal.aborted) throw cause;
    }
  })();
  return { frames, stop: () => stopping.abort() };
}
