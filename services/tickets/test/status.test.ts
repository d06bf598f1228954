import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pinFor } from '@serviceportal/shared/identity';
import { eventually } from '@serviceportal/test/eventually';
import { CLIENT_ADDRESS, vouchFor } from '@serviceportal/shared/http';
import { authorization } from '@serviceportal/test/tokens';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openByWeb, openTicketsRealm, type Running, type TicketBody, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
// All tests come from one address.
beforeEach(() => eventually(() => realm.jsm.streams.purge('TRIES_BY_ADDRESS'), 20_000));
afterAll(() => realm?.close());

const count = (answers: { status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

let used = 0;
/** A number that nobody has and nobody tried before. */
const unused = () => `0001-${String(++used).padStart(4, '0')}`;

const open = (changes?: object) => openByWeb(service, changes);

describe('the status', () => {
  it('is shown for number and PIN in any spelling, without a name', async () => {
    const { display, pin } = await open();
    const { status, body } = await service.ask('POST', '/status', {
      display: display.replace('-', ' ').toLowerCase(),
      pin: `${pin.slice(0, 3)} ${pin.slice(3)}`,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ display, state: 'open', department: 'Standesamt' });
    expect(body['wording']).toMatch(/^Ihr Anliegen liegt dem Fachbereich Standesamt vor\. Sie werden am Montag, 23\./);
    expect(JSON.stringify(body)).not.toMatch(/Erika|2164|Geburtsurkunde/);
  });

  it('is refused alike for a wrong number and a wrong PIN, and too many tries are', async () => {
    const { display, pin } = await open();
    const wrongPin = String((Number(pin) + 1) % 1_000_000).padStart(6, '0');
    const known = await service.ask('POST', '/status', { display, pin: wrongPin });
    const unknown = await service.ask('POST', '/status', { display: '0000-0000', pin });
    expect(known.status).toBe(404);
    expect(known).toEqual(unknown);
    for (let i = 0; i < 9; i++) await service.ask('POST', '/status', { display, pin: wrongPin });
    const refused = await service.ask('POST', '/status', { display, pin });
    expect(refused).toMatchObject({ status: 429, body: { retryAfterSeconds: 900 } });
    const body = JSON.stringify({ display, pin });
    const headers = { 'content-type': 'application/json' };
    const byHttp = await fetch(`${service.url}/status`, { method: 'POST', headers, body });
    expect(byHttp.headers.get('Retry-After')).toBe('900');
    for (let i = 0; i < 9; i++) await service.ask('POST', '/status', { display: '0000-0000', pin });
    expect((await service.ask('POST', '/status', { display: '0000-0000', pin })).status).toBe(429);
  });

  it('allows as many tries on two replicas as on one, and those of an address whatever it says of itself', async () => {
    const replicas = [service, await realm.start()];
    const { display, pin } = await open();
    const wrongPin = String((Number(pin) + 1) % 1_000_000).padStart(6, '0');
    const tries = await Promise.all(
      Array.from({ length: 24 }, (_, n) => replicas[n % 2]!.ask('POST', '/status', { display, pin: wrongPin })),
    );
    expect(count(tries, 404)).toBe(10);
    expect(count(tries, 429)).toBe(14);

    await realm.jsm.streams.purge('TRIES_BY_ADDRESS');
    const forged = await Promise.all(
      Array.from({ length: 60 }, (_, n) => {
        const headers = { 'X-Forwarded-For': `203.0.113.${n}`, Forwarded: `for=203.0.113.${n}` };
        return replicas[n % 2]!.ask('POST', '/status', { display: `0000-01${10 + n}`, pin: '000000' }, headers);
      }),
    );
    expect(count(forged, 404)).toBe(30);
    expect(count(forged, 429)).toBe(30);
    await replicas[1]!.stop();
  });

  it('counts the tries of each citizen who comes by the desk alone, and believes nobody else of whom it is', async () => {
    const key = 'the key of the desk and the services';
    writeFileSync(join(realm.dataDir, 'desk.key'), key);
    const behind = await realm.start({ DESK_KEY_FILE: join(realm.dataDir, 'desk.key') });
    const tries = (address: (n: number) => string, signedWith: string) =>
      Promise.all(
        Array.from({ length: 40 }, (_, n) => {
          const headers = { [CLIENT_ADDRESS]: vouchFor(address(n), signedWith, Date.now()) };
          return behind.ask('POST', '/status', { display: unused(), pin: '000000' }, headers);
        }),
      );
    for (const citizen of ['203.0.113.7', '203.0.113.8']) {
      const answers = await tries(() => citizen, key);
      expect([count(answers, 404), count(answers, 429)]).toEqual([30, 10]);
    }
    const forged = await tries((n) => `198.51.100.${n}`, 'guessed');
    expect([count(forged, 404), count(forged, 429)]).toEqual([30, 10]);
    await behind.stop();
  });

  it('counts the tries of the homepage’s server by number alone: it asks for all citizens', async () => {
    const headers = await authorization({ id: 'homepage', roles: ['homepage'] });
    const withdraw = (display: string) =>
      service.ask('POST', '/status/withdraw-consent', { display, pin: '000000' }, headers);
    const others = await Promise.all(Array.from({ length: 40 }, () => withdraw(unused())));
    expect(count(others, 404)).toBe(40);
    const display = unused();
    const same = await Promise.all(Array.from({ length: 12 }, () => withdraw(display)));
    expect([count(same, 404), count(same, 429)]).toEqual([10, 2]);
  });

  it('is not shown while nobody can count the tries', async () => {
    const { display, pin } = await open();
    await realm.nats.kill();
    expect((await service.ask('POST', '/status', { display, pin })).status).toBe(503);
    await realm.nats.start();
    await eventually(async () => expect((await service.ask('POST', '/status', { display, pin })).status).toBe(200));
  });

  it('has the PIN that call-intake tells', async () => {
    const { ticketId, pin } = await open();
    const key = readFileSync(realm.env('tickets')['PIN_KEY_FILE']!, 'utf8').trim();
    expect(pin).toBe(pinFor(key, ticketId, 1));
  });
});

describe('the citizen', () => {
  const reopen = (ticket: TicketBody, more: object = {}) =>
    service.ask('POST', '/status/reopen', {
      display: ticket.display,
      pin: ticket.pin,
      why: 'Das war keine Antwort.',
      ...more,
    });
  const answer = ({ ticketId }: TicketBody) =>
    service.ask('POST', `/tickets/${ticketId}/answer`, { by: 'phone', text: 'Im Rathaus.' });
  const ask = async ({ display, pin }: TicketBody) => (await service.ask('POST', '/status', { display, pin })).body;

  it('may say once that this was no answer', async () => {
    const ticket = await open();
    expect(await reopen(ticket)).toMatchObject({ status: 409, body: { detail: expect.stringContaining('in Arbeit') } });
    await answer(ticket);
    expect(await ask(ticket)).toMatchObject({ state: 'answered', canReopen: true });

    const key = { 'Idempotency-Key': 'once' };
    const body = { display: ticket.display, pin: ticket.pin, why: 'Das war keine Antwort.' };
    const reopened = await service.ask('POST', '/status/reopen', body, key);
    expect(reopened).toMatchObject({ status: 200, body: { state: 'open', canReopen: false } });
    expect((await service.ask('POST', '/status/reopen', body, key)).status).toBe(200);
    const events = await realm.stored('TICKETS', `tickets.*.${ticket.ticketId}.reopened`);
    expect(events).toMatchObject([{ data: { by: 'citizen', why: body.why, ticket: { callbackPlan: 2 } } }]);

    await answer(ticket);
    expect(await ask(ticket)).toMatchObject({ state: 'answered', canReopen: false });
    const again = await reopen(ticket);
    expect(again).toMatchObject({ status: 409, body: { detail: expect.stringContaining('Bitte rufen Sie uns an') } });
  });

  it('of two clicks at once makes one', async () => {
    const ticket = await open();
    await answer(ticket);
    const both = await Promise.all([reopen(ticket), reopen(ticket)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('whose concern another Vormerkung holds sees how that one stands', async () => {
    const [merged, main] = [await open(), await open()];
    const into = { into: main.ticketId, clerkId: 'anna' };
    expect((await service.ask('POST', `/tickets/${merged.ticketId}/merge`, into)).status).toBe(200);
    const shown = await ask(merged);
    expect(shown).toMatchObject({ display: merged.display, state: 'open', department: 'Standesamt', canReopen: false });
    expect(shown['wording']).toContain('zusammengefasst');
    expect(JSON.stringify(shown)).not.toContain(main.ticketId.slice(4));
    expect((await reopen(merged)).status).toBe(409);
  });

  it('without the PIN may not, and its tries count with those for the status', async () => {
    const ticket = await open();
    await answer(ticket);
    const pin = String((Number(ticket.pin) + 1) % 1_000_000).padStart(6, '0');
    const [wrong, unknown] = [await reopen(ticket, { pin }), await reopen(ticket, { display: '0000-0001' })];
    expect(wrong.status).toBe(404);
    expect(wrong).toEqual(unknown);
    // Over NATS, where no address is known: so it is the number whose tries are used up.
    const tried = JSON.stringify({ display: ticket.display, pin });
    for (let i = 0; i < 9; i++) await realm.operator.request('cmd.tickets.status', tried, { timeout: 5_000 });
    expect((await reopen(ticket)).status).toBe(429);
  });
});
