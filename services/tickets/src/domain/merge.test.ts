import { describe, expect, it } from '@jest/globals';
import type { Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type DecisionOnTwo, type Happened } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { mergeTickets } from './merge.ts';
import { ANNA, BERT, sampleTicket } from './sample-ticket.ts';

const NOW = '2026-11-23T11:00:00+01:00';
const merged = sampleTicket({
  subject: 'Urkunde',
  question: 'Kostet sie etwas?',
  callId: 'call-2',
  openedAt: '2026-11-23T10:50:00+01:00',
  promiseBy: '2026-11-24T09:50:00+01:00',
  callbackAt: '2026-11-23T11:30:00+01:00',
  callbackUntil: '2026-11-23T13:30:00+01:00',
});
const target = sampleTicket({ ticketId: '0X8M4T6P' });

function merge(a: Ticket | undefined = merged, b: Ticket | undefined = target, actor: Actor = ANNA) {
  return mergeTickets({}, a, b, actor, NOW);
}

function events(decision: DecisionOnTwo<Ticket>): readonly [Happened<Ticket>, Happened<Ticket>] {
  if (decision === alreadyDone || decision instanceof Refusal) throw new Error(outcome(decision));
  return decision;
}

function outcome(decision: DecisionOnTwo<Ticket>): string {
  if (decision === alreadyDone) return 'already done';
  return decision instanceof Refusal ? decision.code : decision.map(({ contract }) => contract.type).join();
}

const both = 'TicketMerged,TicketAbsorbed';
const taken = (assignee: string, ticket: Ticket) => ({ ...ticket, state: 'taken', assignee }) as const;
const done = (ticket: Ticket) => ({ ...ticket, state: 'closed', outcome: 'x' }) as const;
const twenty = Array.from({ length: 20 }, () => ({ at: NOW, question: '?' }));

describe('merging', () => {
  it.each<[string, Ticket | undefined, Ticket | undefined, string]>([
    ['one into another', merged, target, both],
    ['their own', taken('anna', merged), target, both],
    ["another clerk's", taken('bert', merged), target, 'conflict'],
    ["into another clerk's", merged, taken('bert', target), both],
    ['an answered one', { ...merged, state: 'answered' }, target, 'conflict'],
    ['a closed one', done(merged), target, 'conflict'],
    ['into an answered one', merged, { ...target, state: 'answered' }, 'conflict'],
    ['into a closed one', merged, done(target), 'conflict'],
    ['again', { ...done(merged), mergedInto: target.ticketId }, target, 'already done'],
    [
      'again, though the other is closed by now',
      { ...done(merged), mergedInto: target.ticketId },
      done(target),
      'already done',
    ],
    ['one that went up in a third', { ...done(merged), mergedInto: 'third' }, target, 'conflict'],
    ['into itself', merged, merged, 'unprocessable'],
    ["into another department's", merged, { ...target, departmentId: 'ordnung' }, 'unprocessable'],
    ["into another person's", merged, { ...target, citizen: { phone: '+492151000000' } }, 'unprocessable'],
    ['into one of nobody', merged, { ...target, citizen: {} }, 'unprocessable'],
    ['into one with the same address alone', merged, { ...target, citizen: { email: 'Erika@example.de' } }, both],
    ['into one that has no room for more', merged, { ...target, additions: twenty }, 'conflict'],
  ])('%s', (_, a, b, expected) => expect(outcome(merge(a, b))).toBe(expected));

  it('of none, or into none', () => {
    expect(outcome(mergeTickets({}, undefined, target, ANNA, NOW))).toBe('not-found');
    const nothing = mergeTickets({}, merged, undefined, BERT, NOW);
    expect(nothing).toMatchObject({ code: 'unprocessable', errors: [{ path: 'into' }] });
  });

  it('closes the one and says where it went', () => {
    const [{ state, extra }] = events(mergeTickets({ why: 'doppelt' }, merged, target, ANNA, NOW));
    expect(extra).toEqual({ into: '0X8M4T6P', why: 'doppelt' });
    expect(state).toEqual({
      ...merged,
      state: 'closed',
      outcome: 'In Vormerkung 0X8M-4T6P aufgegangen',
      closedAt: NOW,
      mergedInto: '0X8M4T6P',
    });
  });

  it('puts all that was asked into the other, which stays with its clerk', () => {
    const addition = { at: '2026-11-23T10:55:00+01:00', question: 'Und wann?' };
    const [, { state, extra }] = events(
      merge({ ...merged, additions: [addition], absorbed: ['before'] }, { ...taken('bert', target), additions: [] }),
    );
    expect(extra).toEqual({ from: merged.ticketId });
    const { subject, question, callId, openedAt } = merged;
    expect(state).toEqual({
      ...taken('bert', target),
      additions: [{ at: openedAt, subject, question, callId }, addition],
      absorbed: [merged.ticketId, 'before'],
    });
  });

  it.each<[string, Partial<Ticket>, Partial<Ticket>, Partial<Ticket>]>([
    ['its own call and promise where they are earlier', {}, {}, {}],
    [
      "the other's call where that is earlier, as a plan of its own",
      { callbackAt: '2026-11-23T11:10:00+01:00' },
      { callbackAt: '2026-11-23T12:00:00+01:00', callbackDue: 1 },
      { callbackAt: '2026-11-23T11:10:00+01:00', callbackUntil: merged.callbackUntil, callbackPlan: 2, callbackDue: 1 },
    ],
    [
      "the other's call where it has none",
      {},
      { callbackAt: undefined, callbackUntil: undefined, triesInVain: 3 },
      { callbackAt: merged.callbackAt, callbackUntil: merged.callbackUntil, callbackPlan: 2, triesInVain: undefined },
    ],
    [
      "the other's promise where that is earlier",
      { promiseBy: '2026-11-23T16:00:00+01:00' },
      {},
      { promiseBy: '2026-11-23T16:00:00+01:00' },
    ],
    [
      "its own promise where the other's is kept",
      {
        promiseBy: '2026-11-20T16:00:00+01:00',
        callbackAt: undefined,
        callbackUntil: undefined,
        attempts: [{ at: '2026-11-20T10:00:00+01:00', clerkId: 'anna', result: 'reached' }],
      },
      { callbackAt: undefined, callbackUntil: undefined, answerBy: 'email', promiseBy: '2026-11-25T10:00:00+01:00' },
      { promiseBy: '2026-11-25T10:00:00+01:00' },
    ],
    [
      'no promise before the end of the call, which then is not overdue',
      { promiseBy: '2026-11-23T10:00:00+01:00', overdueAt: '2026-11-23T10:00:00+01:00' },
      {},
      { promiseBy: target.callbackUntil },
    ],
    [
      'that the promise was missed, where nobody calls any more',
      { promiseBy: '2026-11-23T10:00:00+01:00', overdueAt: '2026-11-23T10:00:00+01:00', callbackAt: undefined },
      { callbackAt: undefined, callbackUntil: undefined },
      { promiseBy: '2026-11-23T10:00:00+01:00', overdueAt: '2026-11-23T10:00:00+01:00' },
    ],
  ])('the other keeps %s', (_, a, b, expected) => {
    const into = { ...target, ...b };
    const [, { state }] = events(merge({ ...merged, ...a }, into));
    const { additions: _a, absorbed: _b, ...kept } = state;
    expect(kept).toEqual({ ...into, ...expected });
  });

  it('keeps each way to reach the citizen, a consent with its address alone', () => {
    const consent = { wording: 'ja', at: NOW, channel: 'web' } as const;
    const knows = (citizen: Ticket['citizen']) => events(merge({ ...merged, citizen }, target))[1].state.citizen;
    const { phone } = target.citizen;
    expect(knows({ phone, email: 'other@example.de', emailConsent: consent })).toEqual(target.citizen);
    const [, { state }] = events(
      merge(
        { ...merged, citizen: { phone, name: 'Erika', email: 'erika@example.de', emailConsent: consent } },
        { ...target, citizen: { phone } },
      ),
    );
    expect(state.citizen).toEqual({ phone, name: 'Erika', email: 'erika@example.de', emailConsent: consent });
  });
});
