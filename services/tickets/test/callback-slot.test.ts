import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openTicketsRealm, type Running, type TicketsRealm } from './tickets-realm.ts';

let realm: TicketsRealm;
let service: Running;

beforeAll(async () => {
  realm = await openTicketsRealm({ cityClock: '2026-11-23T10:01:00+01:00' });
  service = await realm.start();
});
afterAll(() => realm?.close());

describe('the callback slot', () => {
  it.each([
    ['standesamt', 'at=2026-11-23T17:30:00%2B01:00', '11-24T08:00', '10:00', '11-24T16:00', true],
    ['standesamt', 'at=2026-11-27T13:30:00%2B01:00', '11-30T08:00', '10:00', '11-30T16:00', true],
    ['standesamt', 'at=2026-11-23T10:07:00%2B01:00', '11-23T10:30', '12:30', '11-24T09:07', true],
    ['standesamt', 'at=2026-11-23T16:10:00+01:00', '11-23T16:30', '17:00', '11-24T15:10', true],
    ['standesamt', 'at=2026-11-23T09:00:00Z&from=14:00&to=16:00', '11-23T14:00', '16:00', '11-24T09:00', true],
    ['standesamt', 'at=2026-11-23T15:00:00%2B01:00&from=09:00&to=10:00', '11-24T09:00', '10:00', '11-24T14:00', true],
    ['standesamt', 'at=2026-11-23T10:00:00%2B01:00&days=Fr', '11-27T08:00', '10:00', '11-27T10:00', true],
    ['standesamt', 'at=2026-11-23T10:00:00%2B01:00&from=18:00&to=20:00', '11-23T10:30', '12:30', '11-24T09:00', false],
    ['ordnung', 'at=2026-11-23T11:20:00%2B01:00', '11-23T13:30', '15:30', '11-24T14:20', true],
  ])('of %s for %s', async (departmentId, query, from, until, promise, wishMet) => {
    const { status, body } = await service.ask('GET', `/departments/${departmentId}/callback-slot?${query}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      callbackAt: `2026-${from}:00+01:00`,
      callbackUntil: `2026-${from.slice(0, 6)}${until}:00+01:00`,
      promiseBy: `2026-${promise}:00+01:00`,
      wishMet,
    });
  });

  it('is in summer time after the change of the clocks', async () => {
    const path = '/departments/standesamt/callback-slot?at=2027-03-27T12:00:00%2B01:00';
    expect((await service.ask('GET', path)).body).toMatchObject({ callbackAt: '2027-03-30T08:00:00+02:00' });
  });

  it('is now without a time', async () => {
    const { body } = await service.ask('GET', '/departments/standesamt/callback-slot');
    expect(body).toMatchObject({ callbackAt: '2026-11-23T10:30:00+01:00' });
  });
});
