import { beforeAll, describe, expect, it } from '@jest/globals';
import { addDepartment, CONCERN, deskOf, type Outcome } from '../support/desk.ts';
import { get, post, put } from '../support/http.ts';
import type { TestSystem } from '../support/system.ts';

/** What comes of a transfer, through what `npm start` starts. */
export function outcomes(started: () => TestSystem): void {
  let system: TestSystem;
  let desk: ReturnType<typeof deskOf>;

  beforeAll(async () => {
    system = started();
    desk = deskOf(system);
    await addDepartment(system, 'mittagsamt', { hours: 'Mo-Fr 08:00-12:00,13:30-16:00' });
    await addDepartment(system, 'zugesperrt', { hours: 'off' });
  });

  describe('a transfer on Monday at 10:00', () => {
    it('to a department that is open and staffed is connected with its number', async () => {
      const { status, body } = await desk.call({ departmentId: 'testamt' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ outcome: 'connected', departmentId: 'testamt', number: '+492151864711' });
    });

    it('to a department that has not joined is refused with number and hours', async () => {
      const { status, body } = await desk.call({ departmentId: 'jugendamt' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ outcome: 'refused', reason: 'not-onboarded' });
      expect(body.number).toMatch(/^\+492151/);
      expect(body.ticket).toBeUndefined();
    });

    it('whose answer takes longer becomes a Vormerkung even while the department is open', async () => {
      const { body } = await desk.call({ departmentId: 'testamt', takesLonger: true });
      expect(body).toMatchObject({ outcome: 'ticket', reason: 'takes-longer' });
      expect(body.ticket).toMatchObject({
        answerBy: 'callback',
        callbackAt: '2026-11-23T10:30:00+01:00',
        callbackUntil: '2026-11-23T12:30:00+01:00',
      });
      expect(body.ticket?.display).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      expect(body.ticket?.pin).toMatch(/^\d{6}$/);
      expect(body.ticket?.sentence).toContain(body.ticket?.display);
    });

    it('to an unstaffed department becomes a Vormerkung, until somebody is there again', async () => {
      await put(`${system.urls.directory}/departments/mittagsamt/presence`, {
        staffed: false,
        why: 'Personalversammlung',
      });
      const { body } = await desk.call({ departmentId: 'mittagsamt' });
      expect(body).toMatchObject({ outcome: 'ticket', reason: 'unstaffed' });
      await put(`${system.urls.directory}/departments/mittagsamt/presence`, { staffed: true });
      expect((await desk.call({ departmentId: 'mittagsamt' })).body.outcome).toBe('connected');
    });

    it('to a closed department becomes a Vormerkung or, without a fallback, a refusal with the opening', async () => {
      // Friday's hours are over on a Monday for somebody who only works on Fridays.
      await addDepartment(system, 'freitagsamt', { hours: 'Fr 08:00-13:00' });
      const noted = await desk.call({ departmentId: 'freitagsamt' });
      expect(noted.body).toMatchObject({ outcome: 'ticket', reason: 'closed' });
      expect(noted.body.ticket?.callbackAt).toBe('2026-11-27T08:00:00+01:00');
      const refused = await desk.call({ departmentId: 'freitagsamt', fallback: 'none' });
      expect(refused.body).toMatchObject({
        outcome: 'refused',
        reason: 'closed',
        opensAt: '2026-11-27T08:00:00+01:00',
      });
    });

    it('whom nobody there answers comes back, once, and becomes a Vormerkung with all that was written down', async () => {
      const { callId, body } = await desk.call({ departmentId: 'testamt' });
      const url = `${system.urls['call-intake']}/calls/${callId}/bounced`;
      const bounced = await post<Outcome>(url, { transferId: body.transferId, agentId: 'anna' });
      expect(bounced.body).toMatchObject({
        outcome: 'ticket',
        reason: 'no-answer',
        ticket: { departmentId: 'testamt' },
      });
      expect((await post<Outcome>(url, { transferId: body.transferId, agentId: 'anna' })).body).toEqual(bounced.body);
      const { ticketId } = bounced.body.ticket!;
      const { body: noted } = await desk.ticket(ticketId);
      expect(noted.ticket).toMatchObject({ subject: CONCERN.subject, question: CONCERN.question, reason: 'no-answer' });
    });

    it('asked twice with the same key has one answer and one ticket', async () => {
      const { callId } = await desk.receive();
      const twice = await Promise.all([
        desk.transfer(callId, { departmentId: 'testamt', takesLonger: true }, 'once'),
        desk.transfer(callId, { departmentId: 'testamt', takesLonger: true }, 'once'),
      ]);
      const again = await desk.transfer(callId, { departmentId: 'testamt', takesLonger: true }, 'once');
      expect(new Set([...twice, again].map(({ body }) => body.ticket?.ticketId)).size).toBe(1);
      const other = await desk.transfer(callId, { departmentId: 'testamt' }, 'once');
      expect(other.status).toBe(422);
    });

    it('to a department that never opens is told so', async () => {
      const { status, body } = await desk.call({ departmentId: 'zugesperrt' });
      expect(status).toBe(200);
      expect(body.outcome).not.toBe('pending');
    });
  });

  describe('what a Vormerkung would promise', () => {
    const slot = (departmentId: string, query: string) =>
      get(`${system.urls.tickets}/departments/${departmentId}/callback-slot?${query}`);

    it.each([
      [
        'Monday after hours',
        'at=2026-11-23T17:30:00%2B01:00',
        '2026-11-24T08:00',
        '2026-11-24T10:00',
        '2026-11-24T16:00',
        true,
      ],
      [
        'Friday at closing',
        'at=2026-11-27T13:30:00%2B01:00',
        '2026-11-30T08:00',
        '2026-11-30T10:00',
        '2026-11-30T16:00',
        true,
      ],
      [
        'in the morning',
        'at=2026-11-23T10:07:00%2B01:00',
        '2026-11-23T10:30',
        '2026-11-23T12:30',
        '2026-11-24T09:07',
        true,
      ],
      [
        'short before closing',
        'at=2026-11-23T16:10:00%2B01:00',
        '2026-11-23T16:30',
        '2026-11-23T17:00',
        '2026-11-24T15:10',
        true,
      ],
      [
        'too late for today',
        'at=2026-11-23T16:40:00%2B01:00',
        '2026-11-24T08:00',
        '2026-11-24T10:00',
        '2026-11-24T15:40',
        true,
      ],
      [
        'wish this afternoon',
        'at=2026-11-23T10:00:00%2B01:00&from=14:00&to=16:00',
        '2026-11-23T14:00',
        '2026-11-23T16:00',
        '2026-11-24T09:00',
        true,
      ],
      [
        'wish already past today',
        'at=2026-11-23T15:00:00%2B01:00&from=09:00&to=10:00',
        '2026-11-24T09:00',
        '2026-11-24T10:00',
        '2026-11-24T14:00',
        true,
      ],
      [
        'wish for Friday',
        'at=2026-11-23T10:00:00%2B01:00&days=Fr',
        '2026-11-27T08:00',
        '2026-11-27T10:00',
        '2026-11-27T10:00',
        true,
      ],
      [
        'wish nobody can meet',
        'at=2026-11-23T10:00:00%2B01:00&from=18:00&to=20:00',
        '2026-11-23T10:30',
        '2026-11-23T12:30',
        '2026-11-24T09:00',
        false,
      ],
      [
        'Easter Saturday, then the clock goes forward',
        'at=2027-03-27T12:00:00%2B01:00',
        '2027-03-30T08:00',
        '2027-03-30T10:00',
        '2027-03-30T16:00',
        true,
      ],
      [
        'Christmas Eve',
        'at=2026-12-24T17:30:00%2B01:00',
        '2026-12-28T08:00',
        '2026-12-28T10:00',
        '2026-12-28T16:00',
        true,
      ],
    ])('%s', async (_name, query, from, until, promise, wishMet) => {
      const { status, body } = await slot('testamt', query);
      expect(status).toBe(200);
      const short = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value).slice(0, 16)]));
      expect(short).toMatchObject({ callbackAt: from, callbackUntil: until, promiseBy: promise });
      expect(body).toMatchObject({ wishMet });
    });
  });
}
