import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import type { Office } from './opening.ts';
import { type Reopen, reopenTicket } from './reopen.ts';
import { at, calendarOf, department, event, outcome, sampleTicket } from './sample-ticket.ts';

const office: Office = { department: { ...department, revision: 8 }, calendar: calendarOf() };
const answer = { by: 'phone', text: 'Im Rathaus.', at: '2026-11-23T11:00:00+01:00', clerkId: 'anna' } as const;
const answered = sampleTicket({ state: 'answered', assignee: 'anna', answer, callbackDue: 1 });
const closed = { ...answered, state: 'closed', outcome: 'erledigt', closedAt: answer.at } as const;
const merged = { ...closed, mergedInto: '0X8M4T6P' };
const byClerk: Reopen = { why: 'Der Link führt ins Leere.', by: 'clerk' };
const byCitizen: Reopen = { ...byClerk, by: 'citizen' };

function reopen(command: Reopen, ticket: Ticket | undefined, now = '2026-11-25 09:00') {
  return reopenTicket(command, ticket, office, at(now));
}

describe('reopening', () => {
  it.each<[string, Ticket | undefined, string, string]>([
    ['an answered one', answered, 'TicketReopened', 'TicketReopened'],
    ['a closed one', closed, 'TicketReopened', 'TicketReopened'],
    ['one the citizen reopened before', { ...closed, reopenedByCitizen: true }, 'TicketReopened', 'conflict'],
    ['one that another ticket holds', merged, 'conflict', 'conflict'],
    ['one in work', sampleTicket(), 'conflict', 'conflict'],
    ['one that is taken', sampleTicket({ state: 'taken', assignee: 'bert' }), 'conflict', 'conflict'],
    ['none', undefined, 'not-found', 'not-found'],
  ])('%s', (_, ticket, clerk, citizen) => {
    expect(outcome(reopen(byClerk, ticket))).toBe(clerk);
    expect(outcome(reopen(byCitizen, ticket))).toBe(citizen);
  });

  it('is told a citizen in German, without the other ticket', () => {
    expect(reopen(byClerk, merged)).toMatchObject({ message: expect.stringContaining('0X8M-4T6P') });
    for (const ticket of [merged, sampleTicket(), { ...closed, reopenedByCitizen: true }]) {
      expect(reopen(byCitizen, ticket)).toMatchObject({ message: expect.stringMatching(/^(Ihr|Sie) /) });
    }
    expect(JSON.stringify(reopen(byCitizen, merged))).not.toContain('0X8M');
  });

  it('owes it again to everybody in the department, with a call and a promise from now on', () => {
    const attempts = [{ at: answer.at, clerkId: 'anna', result: 'reached' as const }];
    const { state, extra } = event(reopen(byClerk, { ...closed, attempts, triesInVain: 2, overdueAt: answer.at }));
    expect(extra).toEqual(byClerk);
    expect(state).toEqual({
      ...sampleTicket({ callbackDue: 1, attempts, directoryRevision: 8 }),
      callbackPlan: 2,
      callbackAt: '2026-11-25T09:30:00+01:00',
      callbackUntil: '2026-11-25T11:30:00+01:00',
      promiseBy: '2026-11-25T17:00:00+01:00',
    });
  });

  it('promises a mail where a mail was promised', () => {
    const { state } = event(reopen(byClerk, { ...closed, answerBy: 'email', wishMet: undefined }));
    expect(state).toMatchObject({ state: 'open', promiseBy: '2026-11-26T16:00:00+01:00', callbackPlan: 1 });
    expect(state.callbackAt).toBeUndefined();
  });

  it('remembers that the citizen has done it', () => {
    expect(event(reopen(byCitizen, closed)).state.reopenedByCitizen).toBe(true);
    expect(event(reopen(byClerk, closed)).state.reopenedByCitizen).toBeUndefined();
  });
});
