import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addDepartment, deskOf } from '../support/desk.ts';
import { eventually } from '../support/eventually.ts';
import { get, metric } from '../support/http.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Stopping, starting again and running several of a service. */
let system: TestSystem;

beforeAll(async () => {
  system = await startTestSystem({ cityClock: '2026-11-23T10:00:00+01:00' });
}, 180_000);

afterAll(() => system?.remove(), 60_000);

const list = (state: string) =>
  get<{ items: { ticketId: string }[] }>(
    `${system.urls.tickets}/tickets?departmentId=testamt&state=${state}&limit=200`,
  );

describe('the system', () => {
  it('finds everything again after a restart, on the same clock', async () => {
    const desk = deskOf(system);
    await addDepartment(system, 'testamt');
    const { body, callId } = await desk.call({ departmentId: 'testamt', takesLonger: true });
    const { ticketId } = body.ticket!;
    await eventually(async () => expect((await list('open')).body.items).toHaveLength(1));
    const before = await get(`${system.urls.tickets}/tickets/${ticketId}`);

    await system.restart({ cityClock: undefined });
    expect((await get(`${system.urls.tickets}/tickets/${ticketId}`)).body).toEqual(before.body);
    expect((await get(`${system.urls['call-intake']}/calls/${callId}`)).body).toMatchObject({
      call: { state: 'ticketed' },
    });
    expect((await list('open')).body.items).toMatchObject([{ ticketId }]);
    const hotline = await get<{ open: boolean; openUntil: string }>(`${system.urls.directory}/hotline`);
    expect(hotline.body).toMatchObject({ open: true, openUntil: '2026-11-23T17:00:00+01:00' });
  }, 120_000);

  it('shares the work among two of a service, and one that dies loses nothing', async () => {
    await system.restart({ cityClock: undefined, scale: { tickets: 2 } });
    const desk = deskOf(system);
    const replicas = [1, 2].map((n) => `http://127.0.0.1:${system.portBase + 3 + 100 * n}`);
    const note = async () => {
      const { body } = await desk.call({ departmentId: 'testamt', takesLonger: true });
      return body.ticket?.ticketId;
    };
    const first = await Promise.all(Array.from({ length: 60 }, note));
    // A caller has the answer from the event, a moment before the reaction that led to it is acknowledged and counted.
    const done = { durable: 'tickets-on-transfer-refused', outcome: 'done' };
    await eventually(async () => {
      const shares = await Promise.all(replicas.map((url) => metric(url, 'serviceportal_reactions_total', done)));
      expect(shares.every((share) => share > 0)).toBe(true);
      expect(shares[0]! + shares[1]!).toBe(60);
    });

    const during = Array.from({ length: 60 }, note);
    system.process('tickets', 2).kill('SIGKILL');
    const second = await Promise.all(during);
    await eventually(async () => expect((await list('open')).body.items).toHaveLength(121), 30_000);
    expect(new Set([...first, ...second].filter(Boolean)).size).toBeGreaterThanOrEqual(60);
  }, 180_000);
});
