import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pinFor } from '@serviceportal/shared/identity';
import { readFileSync } from 'node:fs';
import { openByWeb, openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

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
    expect((await service.ask('POST', '/status', { display, pin })).status).toBe(429);
    for (let i = 0; i < 9; i++) await service.ask('POST', '/status', { display: '0000-0000', pin });
    expect((await service.ask('POST', '/status', { display: '0000-0000', pin })).status).toBe(429);
  });

  it('has the PIN that call-intake tells', async () => {
    const { ticketId, pin } = await open();
    const key = readFileSync(realm.env('tickets')['PIN_KEY_FILE']!, 'utf8').trim();
    expect(pin).toBe(pinFor(key, ticketId, 1));
  });
});
