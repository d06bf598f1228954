import { describe, expect, it } from '@jest/globals';
import { TicketAggregate } from '@serviceportal/shared/contracts';
import { windowIsFull } from './callback.ts';
import { openTicket, promiseFor, type TicketRequest } from './opening.ts';
import { at, calendarOf, department } from './sample-ticket.ts';

const request: TicketRequest = {
  origin: 'call',
  subject: 'Geburtsurkunde',
  question: 'Wo bekomme ich sie?',
  citizen: { phone: '+492151862164' },
  answerBy: 'callback',
  callId: 'c1',
  transferId: 't1',
};
const office = { department, calendar: calendarOf() };

describe('a Vormerkung', () => {
  it('is opened with what was asked and what is promised for it', () => {
    const opened = openTicket('7K3Q9F2M', request, office, at('2026-11-23 17:30'));
    expect(opened).toMatchObject({ contract: { type: 'TicketOpened' }, extra: { origin: 'call' } });
    expect(opened.state).toEqual({
      ...request,
      ticketId: '7K3Q9F2M',
      departmentId: 'standesamt',
      state: 'open',
      openedAt: '2026-11-23T17:30:00+01:00',
      callbackAt: '2026-11-24T08:00:00+01:00',
      callbackUntil: '2026-11-24T10:00:00+01:00',
      promiseBy: '2026-11-24T16:00:00+01:00',
      wishMet: true,
      callbackPlan: 1,
      callbackDue: 0,
      attempts: [],
      directoryRevision: 3,
    });
    expect(TicketAggregate.state.safeParse({ ...opened.state, revision: 1 }).success).toBe(true);
  });

  it('for an answer by mail has a promise and no window', () => {
    const byMail = { ...request, answerBy: 'email' } as const;
    const { state } = openTicket('7K3Q9F2M', byMail, office, at('2026-11-23 10:07'));
    expect(state).toMatchObject({ promiseBy: '2026-11-25T08:07:00+01:00', callbackPlan: 0 });
    expect(state.callbackAt).toBeUndefined();
  });

  it.each([
    ['in the midst of the day', '2026-11-23 15:00', '2026-11-23T15:00:00+01:00', '2026-11-23T17:00:00+01:00'],
    ['at no half hour', '2026-11-23 14:10', '2026-11-23T14:30:00+01:00', '2026-11-23T16:30:00+01:00'],
    ['shortly before it closes', '2026-11-23 16:45', '2026-11-24T08:00:00+01:00', '2026-11-24T10:00:00+01:00'],
    ['in a moment', '2026-11-23 10:14', '2026-11-23T10:30:00+01:00', '2026-11-23T12:30:00+01:00'],
  ])('of a department whose absence ends %s promises nothing before', (_what, until, callbackAt, callbackUntil) => {
    const { state } = openTicket('7K3Q9F2M', request, { ...office, absentUntil: at(until) }, at('2026-11-23 10:12'));
    expect(state).toMatchObject({ callbackAt, callbackUntil, wishMet: true });
    expect(state).not.toHaveProperty('absentUntil');
  });

  it('goes past a full window', () => {
    const four = Array.from({ length: 4 }, () => at('2026-11-24 08:00'));
    const full = { ...office, isFull: windowIsFull(four, 2) };
    expect(promiseFor(request, full, at('2026-11-23 17:30'))).toEqual({
      callbackAt: '2026-11-24T10:00:00+01:00',
      callbackUntil: '2026-11-24T12:00:00+01:00',
      promiseBy: '2026-11-24T16:00:00+01:00',
      wishMet: true,
    });
  });

  it.each(['callback', 'email'] as const)('(%s) of a department that never opens is not lost', (answerBy) => {
    const never = { department, calendar: calendarOf('off') };
    const { state } = openTicket('7K3Q9F2M', { ...request, answerBy }, never, at('2026-11-23 10:00'));
    expect(state).toMatchObject({ promiseBy: '2026-12-07T10:00:00+01:00', callbackPlan: 0 });
  });
});
