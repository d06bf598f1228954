import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { addQuestion } from './addition.ts';
import { event, outcome, sampleTicket } from './sample-ticket.ts';

const NOW = '2026-11-23T15:20:00+01:00';
const asked = { question: 'Geht es auch ohne Ausweis?', callId: 'call-2' };
const twenty = Array.from({ length: 20 }, (_, index) => ({ at: NOW, question: `${index}` }));

describe('adding a question', () => {
  it.each<[string, Ticket | undefined, string]>([
    ['to an open one', sampleTicket(), 'QuestionAdded'],
    ['to one a clerk has', sampleTicket({ state: 'taken', assignee: 'bert' }), 'QuestionAdded'],
    ['that was added in the same call', sampleTicket({ additions: [{ ...asked, at: NOW }] }), 'already done'],
    [
      'that was asked in another call',
      sampleTicket({ additions: [{ ...asked, at: NOW, callId: 'x' }] }),
      'QuestionAdded',
    ],
    ['to an answered one', sampleTicket({ state: 'answered' }), 'conflict'],
    ['to a closed one', sampleTicket({ state: 'closed', outcome: 'x' }), 'conflict'],
    ['to one that has no room for more', sampleTicket({ additions: twenty }), 'conflict'],
    [
      'to one that holds too many words',
      sampleTicket({ additions: [{ at: NOW, question: 'x'.repeat(59_990) }] }),
      'conflict',
    ],
    ['to none', undefined, 'not-found'],
  ])('%s', (_, ticket, expected) => expect(outcome(addQuestion(asked, ticket, NOW))).toBe(expected));

  it('keeps it with when it was asked, after those before it', () => {
    const first = { at: NOW, question: 'Und wann?' };
    const { state, extra } = event(addQuestion(asked, sampleTicket({ additions: [first] }), NOW));
    expect(extra).toEqual({ addition: { ...asked, at: NOW } });
    expect(state).toEqual(sampleTicket({ additions: [first, { ...asked, at: NOW }] }));
  });
});
