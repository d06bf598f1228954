import { describe, expect, it } from '@jest/globals';
import type { Call, CallState } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import type { Refusal } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { answerCall, endCall, receiveCall, resolveCall } from './call.ts';
import { after, CALLER, eventOf, given, NOW, RECEIVED, transferOf } from './sample-call.ts';

const anna: Actor = { type: 'agent', id: 'anna' };
const bert: Actor = { type: 'agent', id: 'bert' };
const phoneSystem: Actor = { type: 'frontend', id: 'pbx' };

describe('receive', () => {
  const report = { callId: 'c1', line: 'hotline', source: 'pbx', withinHours: true, receivedAt: RECEIVED } as const;

  it('makes a ringing call', () => {
    const call = after(receiveCall({ ...report, from: CALLER }, undefined));
    expect(call).toMatchObject({ ...report, state: 'ringing', citizen: { phone: CALLER }, transfers: [], tickets: [] });
  });

  it('makes an answered call when an agent has it already', () => {
    const call = after(receiveCall({ ...report, agentId: 'anna' }, undefined));
    expect(call).toMatchObject({ state: 'answered', agentId: 'anna', answeredAt: RECEIVED, citizen: {} });
  });

  it('takes a call outside the hours all the same', () => {
    expect(after(receiveCall({ ...report, withinHours: false }, undefined))).toMatchObject({ withinHours: false });
  });

  it('keeps nothing that is no part of a call', () => {
    const call = after(receiveCall({ ...report, ...{ idempotencyKey: 'secret' } }, undefined));
    expect(JSON.stringify(call)).not.toContain('secret');
  });

  it('is done once', () => {
    expect(receiveCall({ ...report, source: 'another' }, given())).toBe(alreadyDone);
  });
});

describe('answer', () => {
  it('gives the call to the first agent, and says how long it rang', () => {
    const decision = answerCall('anna', given(), NOW);
    expect(after(decision)).toMatchObject({ state: 'answered', agentId: 'anna', answeredAt: NOW });
    expect(eventOf(decision)).toEqual(['CallAnswered', { agentId: 'anna', waitedMs: 20_000 }]);
  });

  it('never waited less than nothing', () => {
    const [, extra] = eventOf(answerCall('anna', given({ receivedAt: '2026-11-23T10:01:00+01:00' }), NOW));
    expect(extra).toMatchObject({ waitedMs: 0 });
  });

  it.each<[string, Partial<Call> | undefined, string]>([
    ['unknown call', undefined, 'not-found'],
    ['another agent has it', { agentId: 'bert', answeredAt: NOW }, 'conflict'],
    ['the caller hung up', { endedAt: NOW }, 'conflict'],
  ])('is refused: %s', (_case, facts, code) => {
    expect(answerCall('anna', facts && given(facts), NOW)).toMatchObject({ code });
  });

  it('after the end says who missed whom: nobody hung up on a call that was resolved without an agent’s name', () => {
    const resolved = after(resolveCall({ outcome: 'beantwortet' }, given(), phoneSystem, NOW));
    const ended = { ...after(endCall({ by: 'caller' }, { ...resolved, revision: 2 }, NOW)), revision: 3 };
    expect(ended).toMatchObject({ state: 'ended', resolution: { outcome: 'beantwortet' } });
    expect(answerCall('anna', ended, NOW)).toMatchObject({ code: 'conflict', detail: 'The call is over already.' });
    const missed = given({ endedAt: NOW });
    expect(answerCall('anna', missed, NOW)).toMatchObject({ detail: expect.stringContaining('hung up') as unknown });
  });

  it('by the same agent again is done already, also after the end', () => {
    expect(answerCall('anna', given({ agentId: 'anna', answeredAt: NOW }), NOW)).toBe(alreadyDone);
    expect(answerCall('anna', given({ agentId: 'anna', answeredAt: NOW, endedAt: NOW }), NOW)).toBe(alreadyDone);
  });
});

describe('resolve', () => {
  const resolution = { outcome: 'beantwortet', topicId: 'geburtsurkunde', articleIds: ['a1'], note: 'privat' };

  it('says what was answered, without the note', () => {
    const decision = resolveCall(resolution, given({ agentId: 'anna', answeredAt: NOW }), anna, NOW);
    expect(after(decision)).toMatchObject({ state: 'resolved', resolution });
    expect(eventOf(decision)[1]).toEqual({ outcome: 'beantwortet', topicId: 'geburtsurkunde', articleIds: ['a1'] });
  });

  it('takes a ringing call, as the agent evidently speaks with the caller', () => {
    expect(after(resolveCall(resolution, given(), anna, NOW))).toMatchObject({ agentId: 'anna', answeredAt: NOW });
  });

  it('counts without the name of an agent', () => {
    expect(after(resolveCall(resolution, given(), phoneSystem, NOW))).toMatchObject({
      state: 'resolved',
      answeredAt: NOW,
    });
  });

  it.each<[string, Partial<Call>, CallState]>([
    ['after the call', { answeredAt: NOW, endedAt: NOW }, 'ended'],
    ['while a transfer is under way', { answeredAt: NOW, transfers: [transferOf('t1')] }, 'transferring'],
    ['after a refusal', { answeredAt: NOW, transfers: [transferOf('t1', { outcome: 'refused' })] }, 'resolved'],
    ['beside a Vormerkung', { answeredAt: NOW, transfers: [transferOf('t1', { outcome: 'ticket' })] }, 'ticketed'],
  ])('is kept %s', (_case, facts, state) => {
    expect(after(resolveCall(resolution, given(facts), anna, NOW))).toMatchObject({ state, resolution });
  });

  it.each<[string, Partial<Call> | undefined, string]>([
    ['unknown call', undefined, 'not-found'],
    ['abandoned', { endedAt: NOW }, 'conflict'],
    ['another agent has it', { agentId: 'bert', answeredAt: NOW }, 'conflict'],
    ['resolved otherwise', { agentId: 'anna', answeredAt: NOW, resolution: { outcome: 'verwählt' } }, 'conflict'],
  ])('is refused: %s', (_case, facts, code) => {
    expect(resolveCall(resolution, facts && given(facts), anna, NOW)).toMatchObject({ code });
  });

  it('the same again is done already', () => {
    expect(resolveCall(resolution, given({ answeredAt: NOW, resolution }), anna, NOW)).toBe(alreadyDone);
  });

  it('by another agent stays refused when it is the same', () => {
    const call = given({ agentId: 'anna', answeredAt: NOW, resolution });
    expect(resolveCall(resolution, call, bert, NOW)).toMatchObject({ code: 'conflict' });
  });
});

describe('end', () => {
  it('of an answered call', () => {
    const decision = endCall({ talkMs: 90_000, cause: 'normal' }, given({ answeredAt: NOW }), NOW);
    expect(after(decision)).toMatchObject({ state: 'ended', endedAt: NOW, talkMs: 90_000, cause: 'normal' });
    expect(eventOf(decision)[0]).toBe('CallEnded');
  });

  it('of a ringing call: the caller gave up', () => {
    const decision = endCall({ cause: 'cancel' }, given(), NOW);
    expect(after(decision)).toMatchObject({ state: 'abandoned', endedAt: NOW });
    expect(eventOf(decision)).toEqual(['CallAbandoned', { cause: 'cancel' }]);
  });

  it.each<[CallState, Partial<Call>, 'caller' | 'agent' | 'system']>([
    ['ended', { answeredAt: NOW }, 'agent'],
    ['ended', { answeredAt: NOW }, 'caller'],
    ['abandoned', {}, 'system'],
  ])('keeps who ended it: %s', (state, facts, by) => {
    const decision = endCall({ by }, given(facts), NOW);
    expect(after(decision)).toMatchObject({ state, endedBy: by });
    expect(eventOf(decision)[1]).toMatchObject({ endedBy: by });
  });

  it('again is done already', () => {
    expect(endCall({}, given({ endedAt: NOW }), NOW)).toBe(alreadyDone);
  });

  it('of an unknown call is refused', () => {
    expect(endCall({}, undefined, NOW)).toMatchObject({ code: 'not-found' });
  });
});

describe('whatever was refused', () => {
  it('is said in a sentence', () => {
    const refusals: Decision<Call>[] = [
      answerCall('anna', undefined, NOW),
      answerCall('anna', given({ endedAt: NOW }), NOW),
      answerCall('anna', given({ agentId: 'bert' }), NOW),
    ];
    for (const refusal of refusals) expect((refusal as Refusal).detail).toMatch(/^[A-Z].{10,}\.$/);
  });
});
