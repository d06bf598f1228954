import { describe, expect, it } from '@jest/globals';
import { type Call, type CallTransfer, TransferRequested } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import type { Actor } from '@serviceportal/shared/identity';
import { bounceTransfer } from './bounce.ts';
import { giveTicket, turnAway } from './outcome.ts';
import { after, CALLER, eventOf, given, NOW, ticketOf, transferOf } from './sample-call.ts';

const anna: Actor = { type: 'agent', id: 'anna' };
const answered = { agentId: 'anna', answeredAt: NOW };
const request: CallTransfer['request'] = {
  ...{ topicId: 'geburtsurkunde', subject: 'Geburtsurkunde', question: 'Wie lange dauert es?' },
  ...{ citizen: { name: 'Erika Muster', phone: CALLER }, fallback: 'callback' as const, wish: { from: '14:00' } },
};
const connected = transferOf('t1', {
  outcome: 'connected',
  number: '+492151862351',
  briefing: 'Geburtsurkunde',
  request,
});
const putThrough = given({ ...answered, transfers: [connected] });

function bounce(call: Call | undefined = putThrough, actor = anna, bounced = 't1') {
  return bounceTransfer({ bounced, transferId: 't2' }, call, actor, NOW);
}

describe('a transfer that nobody picks up', () => {
  it('comes back with its context, as a transfer of its own', () => {
    const decision = bounce();
    expect(after(decision)).toMatchObject({
      state: 'transferring',
      transfers: [
        { transferId: 't1', outcome: 'connected', bouncedAt: NOW },
        {
          transferId: 't2',
          departmentId: 'standesamt',
          outcome: 'pending',
          reason: 'no-answer',
          bounceOf: 't1',
          request,
        },
      ],
    });
    const [type, extra] = eventOf(decision);
    expect(type).toBe(TransferRequested.type);
    expect(extra).toEqual({
      ...{ transferId: 't2', departmentId: 'standesamt', reason: 'no-answer', fallback: 'callback', request },
    });
    const data = { ...extra, call: { ...after(decision), revision: 2 }, handled: [] };
    expect(TransferRequested.data.safeParse(data).error).toBeUndefined();
  });

  it('ends as a Vormerkung, which still tells what it came of', () => {
    const call = after(giveTicket('t2', ticketOf('7K3Q9F2M', { reason: 'no-answer' }), after(bounce())));
    expect(call).toMatchObject({
      state: 'ticketed',
      tickets: ['7K3Q9F2M'],
      transfers: [{ bouncedAt: NOW }, { bounceOf: 't1', outcome: 'ticket', reason: 'no-answer' }],
    });
  });

  it('without fallback ends with the number, and the caller is back with the agent', () => {
    const call = after(turnAway('t2', { reason: 'no-answer', number: '+492151862351' }, after(bounce())));
    expect(call).toMatchObject({ state: 'answered', transfers: [{}, { outcome: 'refused', number: '+492151862351' }] });
  });

  it('bounces once, also said after the call', () => {
    const bounced = after(bounce());
    expect(bounce(bounced)).toBe(alreadyDone);
    expect(bounce(given({ ...bounced, endedAt: NOW }))).toBe(alreadyDone);
  });

  it('may be followed by one that bounces too', () => {
    const again = transferOf('t3', { outcome: 'connected', request });
    const call = given({ ...answered, transfers: [{ ...connected, bouncedAt: NOW }, again] });
    expect(after(bounce(call, anna, 't3')).transfers).toMatchObject([{}, { bouncedAt: NOW }, { bounceOf: 't3' }]);
  });

  it.each<[string, Call | undefined, Actor, string, string]>([
    [
      'one after which the caller was put through elsewhere',
      given({ ...answered, transfers: [connected, transferOf('t3', { outcome: 'connected', request })] }),
      anna,
      't1',
      'conflict',
    ],
    ['an unknown call', undefined, anna, 't1', 'not-found'],
    ['an unknown transfer', putThrough, anna, 't9', 'not-found'],
    ["another agent's call", putThrough, { type: 'agent', id: 'bert' }, 't1', 'conflict'],
    ['a call that is over', given({ ...putThrough, endedAt: NOW }), anna, 't1', 'conflict'],
    [
      'nobody was put through',
      given({ ...answered, transfers: [transferOf('t1', { outcome: 'refused' })] }),
      anna,
      't1',
      'conflict',
    ],
    ['nothing came of it yet', given({ ...answered, transfers: [transferOf('t1')] }), anna, 't1', 'conflict'],
    ['another is under way', given({ ...answered, transfers: [connected, transferOf('t5')] }), anna, 't1', 'conflict'],
  ])('is refused: %s', (_case, call, actor, bounced, code) => {
    const decision = bounceTransfer({ bounced, transferId: 't2' }, call, actor, NOW);
    expect(decision).toMatchObject({ code, detail: expect.stringMatching(/^[A-Z].+\.$/) });
  });
});
