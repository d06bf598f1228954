import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { after, ANNA, BERT, event, NOBODY, outcome, sampleTicket } from './sample-ticket.ts';
import { answerTicket, closeTicket, type GiveAnswer, takeTicket } from './work.ts';

const NOW = '2026-11-23T11:00:00+01:00';
const answer = { by: 'phone', text: 'Im Rathaus.', at: NOW, clerkId: 'anna' } as const;
const open = sampleTicket();
const taken = sampleTicket({ state: 'taken', assignee: 'anna' });
const answered = sampleTicket({ state: 'answered', assignee: 'anna', answer });
const closed = sampleTicket({ state: 'closed', outcome: 'erledigt' });

describe('taking', () => {
  it.each<[string, Ticket | undefined, Actor, string]>([
    ['an open one', open, ANNA, 'TicketTaken'],
    ['again', taken, ANNA, 'already done'],
    ["another clerk's", taken, BERT, 'conflict'],
    ['an answered one', answered, ANNA, 'conflict'],
    ['a closed one', closed, ANNA, 'conflict'],
    ['none', undefined, ANNA, 'not-found'],
    ['as nobody', open, NOBODY, 'invalid'],
  ])('%s', (_, ticket, actor, expected) => expect(outcome(takeTicket(ticket, actor))).toBe(expected));

  it('makes it theirs', () => {
    expect(event(takeTicket(open, ANNA)).extra).toEqual({ clerkId: 'anna' });
    expect(after(takeTicket(open, ANNA))).toEqual(taken);
  });
});

describe('answering', () => {
  const nowhere = sampleTicket({ citizen: { phone: '+492151862164' } });
  const byPhone: GiveAnswer = { by: 'phone', text: 'Im Rathaus.' };
  const byMail: GiveAnswer = { by: 'email', text: 'Im Rathaus.' };

  it.each<[string, Ticket | undefined, GiveAnswer, Actor, string]>([
    ['one nobody took', open, byPhone, ANNA, 'TicketAnswered'],
    ['their own', taken, byMail, ANNA, 'TicketAnswered'],
    ['without saying who', taken, byMail, NOBODY, 'TicketAnswered'],
    ["another clerk's", taken, byPhone, BERT, 'conflict'],
    ['with the same again', answered, byPhone, ANNA, 'already done'],
    ['with something else', answered, { ...byPhone, text: 'Doch nicht.' }, ANNA, 'conflict'],
    ['a closed one', closed, byPhone, ANNA, 'conflict'],
    ['by mail without an address', nowhere, byMail, ANNA, 'unprocessable'],
    ['none', undefined, byPhone, ANNA, 'not-found'],
  ])('%s', (_, ticket, command, actor, expected) => {
    expect(outcome(answerTicket(command, ticket, actor, NOW))).toBe(expected);
  });

  it('keeps the text and who gave it, with the clerk who has the ticket when nobody is named', () => {
    expect(after(answerTicket(byPhone, taken, NOBODY, NOW))).toEqual(answered);
    expect(after(answerTicket(byPhone, open, NOBODY, NOW)).answer?.clerkId).toBe('tickets');
  });

  it('names the address that is missing', () => {
    expect(answerTicket(byMail, nowhere, ANNA, NOW)).toMatchObject({ errors: [{ path: 'citizen.email' }] });
  });
});

describe('closing', () => {
  it.each<[string, Ticket | undefined, string, Actor, string]>([
    ['an open one', open, 'erledigt', ANNA, 'TicketClosed'],
    ['their own', taken, 'erledigt', ANNA, 'TicketClosed'],
    ['an answered one', answered, 'erledigt', ANNA, 'TicketClosed'],
    ["another clerk's", taken, 'erledigt', BERT, 'conflict'],
    ['again', closed, 'erledigt', BERT, 'already done'],
    ['with another outcome', closed, 'verloren', ANNA, 'conflict'],
    ['none', undefined, 'erledigt', ANNA, 'not-found'],
  ])('%s', (_, ticket, how, actor, expected) => {
    expect(outcome(closeTicket({ outcome: how }, ticket, actor, NOW))).toBe(expected);
  });

  it('says how', () => {
    const { extra, state } = event(closeTicket({ outcome: 'erledigt' }, answered, ANNA, NOW));
    expect(extra).toEqual({ outcome: 'erledigt' });
    expect(state).toEqual({ ...answered, state: 'closed', outcome: 'erledigt', closedAt: NOW });
  });
});
