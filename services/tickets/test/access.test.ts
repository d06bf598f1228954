import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect, headers, type NatsConnection, nkeyAuthenticator } from '@nats-io/transport-node';
import { metric } from '@serviceportal/test/http';
import { eventually } from '@serviceportal/test/eventually';
import { type As, authorization, tokenFor } from '@serviceportal/test/tokens';
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
/** Answered by mail, after somebody rang in vain. */
let answered: TicketBody;
let foreign: TicketBody;

const AGENT: As = { id: 'anna', roles: ['agent'] };
const CLERK: As = { id: 'carl', roles: ['clerk:standesamt'] };
const LEAD: As = { id: 'lea', roles: ['lead:standesamt'] };

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
  answered = await openByWeb(service);
  foreign = await openByWeb(service, { departmentId: 'ordnung' });
  const act = (verb: string, body: object) =>
    service.ask('POST', `/tickets/${answered.ticketId}/${verb}`, { clerkId: 'carl', ...body });
  await act('attempts', { result: 'no-answer', note: 'eine geheime Notiz' });
  await act('answer', { by: 'email', text: 'eine geheime Antwort' });
  await eventually(async () => expect((await as(CLERK, '/tickets')).body.items).toMatchObject([{ state: 'answered' }]));
}, 60_000);
afterAll(() => realm?.close());

async function as(who: As | 'anonymous', path: string, reason?: string) {
  const signIn = who === 'anonymous' ? { authorization: undefined } : await authorization(who);
  return service.ask('GET', path, undefined, { ...signIn, ...(reason && { 'access-reason': reason }) });
}

describe('a refused look', () => {
  const counted = (operation: string, why: string) =>
    metric(service.url, 'serviceportal_access_refused_total', { operation, why });

  it.each<[string, As | 'anonymous', () => string, number, string, string]>([
    ['of nobody known', 'anonymous', () => `/tickets/${answered.ticketId}`, 401, 'show-ticket', 'unauthorized'],
    ['of a role that may not', AGENT, () => '/persons/export?phone=02151862164', 403, 'export-person', 'forbidden'],
    ['at what is not theirs', CLERK, () => `/tickets/${foreign.ticketId}`, 404, 'show-ticket', 'not-found'],
    [
      'at a feed that is not theirs',
      CLERK,
      () => '/departments/ordnung/tickets/live',
      404,
      'live-tickets',
      'not-found',
    ],
  ])('%s is counted once', async (_what, who, path, status, operation, why) => {
    const before = await counted(operation, why);
    expect((await as(who, path())).status).toBe(status);
    expect(await counted(operation, why)).toBe(before + 1);
    const text = await (await fetch(`${service.url}/metrics`)).text();
    for (const id of [foreign.ticketId, answered.ticketId, 'carl', 'anna']) expect(text).not.toContain(id);
  });

  it('at what is not there is not counted of somebody who sees everything', async () => {
    const before = await counted('show-ticket', 'not-found');
    expect((await as({ id: 'pia', roles: ['privacy'] }, '/tickets/00000000')).status).toBe(404);
    expect(await counted('show-ticket', 'not-found')).toBe(before);
  });
});

describe('the hotline', () => {
  it('sees of a ticket how it stands, and no word of what it is about', async () => {
    const { ticketId, display } = answered;
    const { status, body } = await as(AGENT, `/tickets/${ticketId}`);
    const stands = {
      ...{ ticketId, display, state: 'answered', departmentId: 'standesamt', answerBy: answered.answerBy },
      ...{ openedAt: answered.openedAt, promiseBy: expect.any(String), revision: 3, redacted: true },
      wording: 'Der Fachbereich Standesamt hat Ihr Anliegen am Montag, 23. November 2026 per E-Mail beantwortet.',
      lastPublicLine: expect.stringMatching(/haben wir Sie telefonisch leider nicht erreicht\.$/),
    };
    expect({ status, body }).toEqual({ status: 200, body: { ticket: stands } });
    const history = await as(AGENT, `/tickets/${ticketId}/history`);
    expect(history.body.items).toHaveLength(3);
    const { body: list } = await as(AGENT, '/tickets?departmentId=standesamt');
    expect(list.items).toEqual([stands]);
    const said = JSON.stringify([body, history.body, list]);
    for (const secret of [BY_WEB.subject, BY_WEB.question, 'geheime', 'carl', ...Object.values(BY_WEB.citizen)]) {
      expect(said).not.toContain(String(secret));
    }
  });

  it('does not look for people by number or words, unless it says why', async () => {
    for (const query of ['phone=02151555001', 'q=Geburt']) {
      expect(await as(AGENT, `/tickets?${query}`)).toMatchObject({ status: 403 });
      expect(await as(AGENT, `/tickets?${query}`, 'caller-asks')).toMatchObject({ status: 200 });
    }
  });

  it('sees the whole with a reason, which is a code and no words', async () => {
    const path = `/tickets/${answered.ticketId}`;
    const { body } = await as(AGENT, path, 'caller-asks');
    expect(body.ticket).toMatchObject({ subject: BY_WEB.subject, answer: { text: 'eine geheime Antwort' } });
    expect(await as(AGENT, path, 'weil ich es wissen will')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'Access-Reason' }] },
    });
  });

  it('adds a question to a ticket that it cannot read', async () => {
    const body = { question: 'Und wie lange dauert das?' };
    const answer = await service.ask('POST', `/tickets/${foreign.ticketId}/add`, body, await authorization(AGENT));
    expect(answer).toMatchObject({ status: 200, body: { ticket: { redacted: true, revision: 2 } } });
    expect(JSON.stringify(answer.body)).not.toContain('Und wie lange');
  });
});

describe('a department', () => {
  it('has lists of its own tickets alone, whatever it asks for', async () => {
    for (const query of ['', '?departmentId=standesamt', `?q=${answered.ticketId}`]) {
      const { body } = await as(CLERK, `/tickets${query}`);
      expect(body.items.map(({ ticketId }) => ticketId)).toEqual([answered.ticketId]);
    }
    const missing = await as(CLERK, '/tickets?departmentId=gibt-es-nicht');
    expect(await as(CLERK, '/tickets?departmentId=ordnung')).toEqual(missing);
    expect(missing.body.items).toEqual([]);
  });

  it('gets the same answer for another’s ticket as for none, also where a lead could give a reason', async () => {
    const missing = await as(LEAD, '/tickets/0000-0000');
    expect(missing.status).toBe(404);
    expect(await as(LEAD, `/tickets/${foreign.ticketId}`)).toEqual(missing);
    expect(await as(CLERK, `/tickets/${foreign.ticketId}`, 'complaint')).toEqual(missing);
    expect(await as(LEAD, `/tickets/${foreign.ticketId}`, 'complaint')).toMatchObject({ status: 200 });
  });

  it('gets the same answer for another’s erased ticket as for none, whatever it wants of it', async () => {
    const { ticketId } = await openByWeb(service, { departmentId: 'ordnung' });
    const petra = await authorization({ id: 'petra', roles: ['privacy'] });
    expect((await service.ask('POST', `/tickets/${ticketId}/erase`, { confirm: true }, petra)).status).toBe(200);
    const clerk = await authorization(CLERK);
    const cora = await authorization({ id: 'cora', roles: ['clerk:ordnung'] });
    const own = await openByWeb(service);
    const wanted: [string, object][] = [
      ['take', {}],
      ['return', {}],
      ['attempts', { result: 'busy' }],
      ['answer', { by: 'phone', text: 'Ja.' }],
      ['close', { outcome: 'erledigt' }],
      ['move', { departmentId: 'standesamt', why: 'dort zuständig' }],
      ['reopen', { why: 'doch nicht' }],
      ['add', { question: 'Und?' }],
      ['withdraw-consent', {}],
      ['plan-callback', { at: '2026-11-24T09:00:00+01:00' }],
      ['merge', { into: own.ticketId }],
    ];
    for (const [verb, body] of wanted) {
      const asked = (id: string, who: typeof clerk) => service.ask('POST', `/tickets/${id}/${verb}`, body, who);
      const missing = await asked('0000-0000', clerk);
      expect({ verb, status: missing.status }).toEqual({ verb, status: 404 });
      expect({ verb, answer: await asked(ticketId, clerk) }).toEqual({ verb, answer: missing });
      // The control: its own department is told what became of it.
      expect({ verb, status: (await asked(ticketId, cora)).status }).toEqual({ verb, status: 409 });
    }
    const into = (id: string) => service.ask('POST', `/tickets/${own.ticketId}/merge`, { into: id }, clerk);
    const missing = await into('0000-0000');
    expect(missing.status).toBe(422);
    expect(await into(ticketId)).toEqual(missing);
    expect(await into(foreign.ticketId)).toEqual(missing);
  });

  it('is refused the history of another’s ticket before any of it is read', async () => {
    const read: string[] = [];
    const created = realm.operator.subscribe('$JS.EVENT.ADVISORY.CONSUMER.CREATED.TICKETS.*', {
      callback: (_error, { subject }) => void read.push(subject),
    });
    await realm.operator.flush();
    expect((await as(CLERK, `/tickets/${foreign.ticketId}/history`)).status).toBe(404);
    expect((await as(CLERK, '/tickets/0000-0000/history')).status).toBe(404);
    await realm.operator.flush();
    expect(read).toEqual([]);
    // The control: whose ticket it is, to them it is read.
    expect((await as(CLERK, `/tickets/${answered.ticketId}/history`)).status).toBe(200);
    await eventually(() => expect(read).toHaveLength(1));
    created.unsubscribe();
  });

  it('sees a ticket that it gave away as it left, and then no more', async () => {
    const { ticketId } = await openByWeb(service);
    const move = { departmentId: 'ordnung', why: 'dort zuständig' };
    const moved = await service.ask('POST', `/tickets/${ticketId}/move`, move, await authorization(CLERK));
    expect(moved).toMatchObject({ status: 200, body: { ticket: { departmentId: 'standesamt' }, movedTo: 'ordnung' } });
    for (const path of [`/tickets/${ticketId}`, `/tickets/${ticketId}/history`]) {
      expect((await as(CLERK, path)).status).toBe(404);
      expect((await as({ id: 'cora', roles: ['clerk:ordnung'] }, path)).status).toBe(200);
    }
  });
});

describe('the homepage', () => {
  it('opens Vormerkungen with its own token; citizens need none for their status', async () => {
    const homepage = await authorization({ id: 'homepage', roles: ['homepage'] });
    const { status, body } = await service.ask('POST', '/tickets', BY_WEB, homepage);
    expect(status).toBe(201);
    const { ticketId, display, pin } = body.ticket;
    expect((await service.ask('GET', `/tickets/${ticketId}`, undefined, homepage)).status).toBe(403);
    const nobody = { authorization: undefined };
    expect((await service.ask('POST', '/tickets', BY_WEB, nobody)).status).toBe(401);
    expect((await service.ask('POST', '/status', { display, pin }, nobody)).status).toBe(200);
  });
});

describe('over NATS', () => {
  let department: NatsConnection;
  beforeAll(async () => {
    department = await signInAs('departments', 'standesamt');
    await eventually(() => department.request('cmd.dept.standesamt.ticket', '{}'));
  }, 60_000);
  afterAll(() => department?.close());

  async function signInAs(kind: 'departments' | 'frontends', id: string): Promise<NatsConnection> {
    const seed = readFileSync(realm.seedFile(kind, id));
    return connect({ servers: realm.nats.url, authenticator: nkeyAuthenticator(seed) });
  }

  async function send(
    connection: NatsConnection,
    subject: string,
    payload: object,
    given: Record<string, string> = {},
  ) {
    const forged = headers();
    for (const [name, value] of Object.entries(given)) forged.set(name, value);
    const reply = await connection.request(subject, JSON.stringify(payload), { timeout: 5_000, headers: forged });
    return { status: Number(reply.headers?.get('status')), body: reply.json<{ ticket: TicketBody }>() };
  }

  it('a department is who its account is, and names its clerk', async () => {
    const { ticketId } = await openByWeb(service);
    const forged = {
      'Nats-Request-Info': JSON.stringify({ acc: 'DEPT_ordnung' }),
      Authorization: `Bearer ${await tokenFor({ id: 'cora', roles: ['clerk:ordnung', 'privacy'] })}`,
      'ce-source': 'ordnung',
    };
    const taken = await send(department, 'cmd.dept.standesamt.take', { ticketId, clerkId: 'carl' }, forged);
    expect(taken).toMatchObject({ status: 200, body: { ticket: { assignee: 'carl' } } });
    const { body } = await as({ id: 'petra', roles: ['privacy'] }, `/tickets/${ticketId}/history`);
    expect(body.items.at(-1)).toMatchObject({
      type: 'TicketTaken',
      actor: { type: 'department', id: 'standesamt' },
      details: { clerkId: 'carl' },
    });
    // Nobody of the department is named: nobody takes it.
    const other = await openByWeb(service);
    expect(await send(department, 'cmd.dept.standesamt.take', { ticketId: other.ticketId })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'clerkId' }] },
    });
  });

  it('a department reaches no ticket but its own, whatever it writes', async () => {
    const missing = await send(department, 'cmd.dept.standesamt.ticket', { ticketId: '0000-0000' });
    expect(missing.status).toBe(404);
    const { ticketId } = foreign;
    const forged = { 'Nats-Request-Info': JSON.stringify({ acc: 'CORE' }), 'Access-Reason': 'supervision' };
    expect(await send(department, 'cmd.dept.standesamt.ticket', { ticketId }, forged)).toEqual(missing);
    expect(
      await send(department, 'cmd.dept.standesamt.ticket', { ticketId, departmentId: 'ordnung' }, forged),
    ).toMatchObject({ status: 400 });
    for (const subject of ['cmd.dept.ordnung.ticket', 'cmd.tickets.ticket', 'cmd.tickets.list']) {
      await expect(send(department, subject, { ticketId })).rejects.toThrow();
    }
  });
});
