import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { openCallback } from './callback-due.ts';
import type { Office } from './opening.ts';
import { moveTicket, returnTicket } from './responsibility.ts';
import {
  after,
  ANNA,
  at,
  BERT,
  calendarOf,
  department,
  event,
  NOBODY,
  outcome,
  sampleTicket,
} from './sample-ticket.ts';

const open = sampleTicket();
const taken = sampleTicket({ state: 'taken', assignee: 'anna' });
const answered = sampleTicket({ state: 'answered', assignee: 'anna' });
const closed = sampleTicket({ state: 'closed', outcome: 'erledigt' });

describe('giving back', () => {
  it.each<[string, Ticket | undefined, Actor, string]>([
    ['their own', taken, ANNA, 'TicketReturned'],
    ['without saying who', taken, NOBODY, 'TicketReturned'],
    ["another clerk's", taken, BERT, 'conflict'],
    ['one nobody has', open, ANNA, 'already done'],
    ['an answered one', answered, ANNA, 'conflict'],
    ['a closed one', closed, ANNA, 'conflict'],
    ['none', undefined, ANNA, 'not-found'],
  ])('%s', (_, ticket, actor, expected) => expect(outcome(returnTicket({}, ticket, actor))).toBe(expected));

  it('makes it as it was before it was taken', () => {
    const { state, extra } = event(returnTicket({ why: 'Feierabend' }, taken, ANNA));
    expect(state).toEqual(open);
    expect(extra).toEqual({ clerkId: 'anna', why: 'Feierabend' });
  });
});

function officeOf(changes: Partial<Office['department']> = {}, hours?: string, isFull?: Office['isFull']): Office {
  return {
    department: { ...department, departmentId: 'ordnung', revision: 8, ...changes },
    calendar: calendarOf(hours),
    isFull,
  };
}

function move(
  ticket: Ticket | undefined,
  office: Parameters<typeof moveTicket>[3] = officeOf(),
  now = '2026-11-23 10:40',
) {
  return moveTicket({ why: 'Es geht um den Stand.' }, ticket, ANNA, office, at(now));
}

describe('moving', () => {
  const nowhere = refuse('unprocessable', 'nowhere');

  it.each<[string, Ticket | undefined, Parameters<typeof moveTicket>[3], string]>([
    ['an open one', open, officeOf(), 'TicketMovedIn'],
    ['their own', taken, officeOf(), 'TicketMovedIn'],
    ["another clerk's", sampleTicket({ state: 'taken', assignee: 'bert' }), officeOf(), 'conflict'],
    ['an answered one', answered, officeOf(), 'conflict'],
    ['a closed one', closed, officeOf(), 'conflict'],
    ['to where it is', open, officeOf({ departmentId: 'standesamt' }), 'unprocessable'],
    ['to nowhere', open, nowhere, 'unprocessable'],
    ['a closed one to nowhere', closed, nowhere, 'conflict'],
    ['none', undefined, officeOf(), 'not-found'],
  ])('%s', (_, ticket, office, expected) => expect(outcome(move(ticket, office))).toBe(expected));

  it('is two events: the old department sees it leave and its call with it, the new one sees it come', () => {
    const moved = event(move(taken));
    const left = moved.before!;
    expect([left.contract.type, moved.contract.type]).toEqual(['TicketMovedOut', 'TicketMovedIn']);
    const extra = { from: 'standesamt', to: 'ordnung', why: 'Es geht um den Stand.' };
    const { callbackAt, callbackUntil } = taken;
    expect([left.extra, moved.extra]).toEqual([extra, { ...extra, previously: { callbackAt, callbackUntil } }]);
    expect(left.state).toMatchObject({ departmentId: 'standesamt', state: 'open' });
    expect(left.state.assignee ?? left.state.callbackAt).toBeUndefined();
    expect(moved.state).toMatchObject({ departmentId: 'ordnung', state: 'open', directoryRevision: 8 });
    expect(moved.state.assignee).toBeUndefined();
  });

  it('plans the call anew, in the hours, with the room and by the wish there', () => {
    const wished = sampleTicket({ wish: { from: '14:00' } });
    const full: Office['isFull'] = (start) => start.toString() === '2026-11-23T13:00:00Z';
    const state = after(move(wished, officeOf({}, undefined, full)));
    expect(state).toMatchObject({ callbackAt: '2026-11-23T16:00:00+01:00', wishMet: true, callbackPlan: 2 });
    expect(after(move(open, officeOf({}, 'Tu 08:30-12:30'))).callbackAt).toBe('2026-11-24T08:30:00+01:00');
  });

  it('is no other planning where the window stays', () => {
    const first = after(move(open));
    const told = { ...open, callbackAt: first.callbackAt, callbackUntil: first.callbackUntil };
    expect(after(move(told))).toMatchObject({ callbackAt: first.callbackAt, callbackPlan: open.callbackPlan });
    expect(first.callbackPlan).toBe(open.callbackPlan + 1);
  });

  it('keeps the tries, but counts those of the new department from its first', () => {
    const attempts = [{ at: '2026-11-23T10:35:00+01:00', clerkId: 'anna', result: 'busy' as const }];
    const state = after(move({ ...taken, attempts, triesInVain: 1 }));
    expect(state.attempts).toEqual(attempts);
    expect(state.triesInVain).toBeUndefined();
  });

  it('plans no call under a number that was found to be wrong, and none where a mail is promised', () => {
    const attempts = [{ at: '2026-11-23T10:35:00+01:00', clerkId: 'anna', result: 'wrong-number' as const }];
    const none = { callbackAt: undefined, callbackUntil: undefined };
    expect(after(move({ ...taken, ...none, attempts })).callbackAt).toBeUndefined();
    const mailed = sampleTicket({ ...none, answerBy: 'email', wishMet: undefined, callbackPlan: 0 });
    expect(openCallback(after(move(mailed)))).toBeUndefined();
    expect(openCallback(after(move({ ...open, answerBy: 'email' })))).toMatchObject({ plan: 2 });
  });

  it.each<[string, Partial<Ticket>, Office, string]>([
    ['is kept where the new department would take longer', {}, officeOf(), '2026-11-24T09:07:00+01:00'],
    [
      'becomes the sooner one of the new department',
      {},
      officeOf({ serviceLevel: { callbackServiceHours: 3, mailServiceHours: 16 } }),
      '2026-11-23T13:40:00+01:00',
    ],
    ['waits for the end of a window that is later', {}, officeOf({}, 'Tu 08:30-12:30'), '2026-11-24T10:30:00+01:00'],
    [
      'that has passed is given anew',
      { promiseBy: '2026-11-23T10:30:00+01:00', overdueAt: '2026-11-23T10:30:00+01:00' },
      officeOf(),
      '2026-11-24T09:40:00+01:00',
    ],
    [
      'of a mail is kept, too',
      { answerBy: 'email', callbackAt: undefined, callbackUntil: undefined },
      officeOf(),
      '2026-11-24T09:07:00+01:00',
    ],
  ])('the promise %s', (_, changes, office, expected) => {
    const state = after(move(sampleTicket(changes), office));
    expect(state.promiseBy).toBe(expected);
    expect(state.overdueAt).toBeUndefined();
  });
});
