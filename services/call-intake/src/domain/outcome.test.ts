import { describe, expect, it } from '@jest/globals';
import { type Call, CallRefused, CallTicketed, CallTransferred } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import fc from 'fast-check';
import { answerCall, endCall, resolveCall } from './call.ts';
import { after, eventOf, given, NOW, ticketOf, transferOf } from './sample-call.ts';
import { giveTicket, putThrough, turnAway } from './outcome.ts';

const number = '+492151862351';
const pending = given({ agentId: 'anna', answeredAt: NOW, transfers: [transferOf('t1')] });
const opensAt = '2026-11-24T08:00:00+01:00';

describe('outcome of a transfer', () => {
  it('put through', () => {
    const decision = putThrough('t1', { number, briefing: 'Geburtsurkunde' }, pending);
    expect(after(decision)).toMatchObject({ state: 'transferred', transfers: [{ outcome: 'connected', number }] });
    expect(eventOf(decision)).toEqual([CallTransferred.type, { transferId: 't1', departmentId: 'standesamt', number }]);
  });

  it('a Vormerkung, without what the citizen said', () => {
    const decision = giveTicket('t1', ticketOf('7K3Q9F2M', { reason: 'unstaffed' }), pending);
    expect(after(decision)).toMatchObject({ state: 'ticketed', tickets: ['7K3Q9F2M'] });
    const [type, extra] = eventOf(decision);
    expect(type).toBe(CallTicketed.type);
    expect(extra).toMatchObject({ transferId: 't1', reason: 'unstaffed', ticket: { ticketId: '7K3Q9F2M' } });
    expect(extra['ticket']).not.toHaveProperty('citizen');
  });

  it('turned away: the call is answered again', () => {
    const decision = turnAway('t1', { reason: 'not-onboarded', number, opensAt }, pending);
    expect(after(decision)).toMatchObject({ state: 'answered', transfers: [{ outcome: 'refused', number, opensAt }] });
    expect(eventOf(decision)).toEqual([
      CallRefused.type,
      { transferId: 't1', reason: 'not-onboarded', number, opensAt },
    ]);
  });

  it('holds also after the end of the call', () => {
    const ended = given({ agentId: 'anna', answeredAt: NOW, endedAt: NOW, transfers: [transferOf('t1')] });
    expect(after(giveTicket('t1', ticketOf('7K3Q9F2M'), ended))).toMatchObject({
      state: 'ended',
      tickets: ['7K3Q9F2M'],
    });
  });

  it('of an unknown call or transfer is refused', () => {
    expect(turnAway('t1', { reason: 'closed' }, undefined)).toMatchObject({ code: 'not-found' });
    expect(turnAway('t2', { reason: 'closed' }, pending)).toMatchObject({ code: 'not-found' });
  });
});

type Step = (call: Call) => Decision<Call>;

/** Whatever may come to a call with three transfers while their outcomes are on the way, also what contradicts. */
const actor: Actor = { type: 'agent', id: 'anna' };
const STEPS: Record<string, Step> = {
  't1 connected': (call) => putThrough('t1', { number, briefing: 'eins' }, call),
  't1 refused': (call) => turnAway('t1', { reason: 'closed', number, opensAt }, call),
  't2 ticket': (call) => giveTicket('t2', ticketOf('7K3Q9F2M'), call),
  't2 refused': (call) => turnAway('t2', { reason: 'unstaffed', number }, call),
  't3 refused': (call) => turnAway('t3', { reason: 'not-onboarded', number }, call),
  't3 ticket': (call) => giveTicket('t3', ticketOf('ABCDEFGH', { reason: 'takes-longer' }), call),
  't3 connected': (call) => putThrough('t3', { number, briefing: 'drei' }, call),
  resolved: (call) => resolveCall({ outcome: 'beantwortet' }, call, actor, NOW),
  ended: (call) => endCall({ talkMs: 1_000 }, call, NOW),
  answered: (call) => answerCall('anna', call, NOW),
};

function run(start: Call, names: readonly string[]): Call {
  return names.reduce((call, name) => {
    const decision = STEPS[name]!(call);
    if (decision instanceof Refusal) throw decision;
    return decision === alreadyDone ? call : after(decision);
  }, start);
}

describe('every order of events', () => {
  const names = Object.keys(STEPS);
  const start = given({ agentId: 'anna', answeredAt: NOW, transfers: ['t1', 't2', 't3'].map((id) => transferOf(id)) });

  it('ends in the same call, however often each comes', () => {
    const events = fc.subarray(names, { minLength: 1 });
    const orders = events.chain((chosen) =>
      fc.tuple(
        fc.constant(chosen),
        fc
          .array(fc.constantFrom(...chosen), { maxLength: 10 })
          .chain((again) => fc.shuffledSubarray([...chosen, ...again], { minLength: chosen.length + again.length })),
      ),
    );
    fc.assert(
      fc.property(orders, ([once, shuffled]) => {
        expect(run(start, shuffled)).toEqual(run(start, once));
      }),
      { numRuns: 1_000 },
    );
  });

  it('has one ticket per transfer at most, and knows of all of them', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...names), { maxLength: 30 }), (order) => {
        const { transfers, tickets } = run(start, order);
        expect(tickets).toEqual(transfers.flatMap(({ ticket }) => ticket?.ticketId ?? []));
        for (const { outcome, ticket } of transfers) expect(ticket !== undefined).toBe(outcome === 'ticket');
      }),
    );
  });
});
