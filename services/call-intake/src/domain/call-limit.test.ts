import { describe, expect, it } from '@jest/globals';
import type { Call } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Temporal } from '@serviceportal/shared/time';
import { giveUpCall, limitOf } from './call-limit.ts';
import { after, eventOf, given, NOW, RECEIVED } from './sample-call.ts';

const zone = 'Europe/Berlin';
const limits = { ringing: 10, talk: 240 };
const at = (time: string) => Temporal.Instant.from(`2026-11-23T${time}+01:00`);

describe('limit of a call', () => {
  it.each<[string, Partial<Call>, object | undefined]>([
    ['ringing', {}, { plan: 1, at: '2026-11-23T10:09:40+01:00' }],
    ['answered', { answeredAt: NOW }, { plan: 2, at: '2026-11-23T14:00:00+01:00' }],
    ['over', { answeredAt: NOW, endedAt: NOW }, undefined],
    ['abandoned', { endedAt: NOW }, undefined],
    // 4 hours of talk, not of wall clock: the clocks change at 03:00.
    [
      'over the change of clocks',
      { answeredAt: '2027-03-28T01:00:00+01:00' },
      { plan: 2, at: '2027-03-28T06:00:00+02:00' },
    ],
  ])('%s', (_case, facts, limit) => {
    expect(limitOf(given(facts), limits, zone)).toEqual(limit);
  });
});

describe('a call whose frontend vanished', () => {
  it('was abandoned when nobody answered it', () => {
    const decision = giveUpCall(limits, given(), at('10:09:40'), zone);
    expect(after(decision)).toMatchObject({
      state: 'abandoned',
      endedBy: 'limit',
      endedAt: '2026-11-23T10:09:40+01:00',
    });
    expect(eventOf(decision)).toEqual(['CallAbandoned', { endedBy: 'limit' }]);
  });

  it('is over when it was answered', () => {
    const decision = giveUpCall(limits, given({ answeredAt: NOW }), at('14:00:00'), zone);
    expect(after(decision)).toMatchObject({ state: 'ended', endedBy: 'limit' });
    expect(eventOf(decision)).toEqual(['CallEnded', { endedBy: 'limit' }]);
  });

  it.each<[string, Partial<Call>, string]>([
    ['it still may ring', {}, '10:09:39'],
    ['it was answered since', { answeredAt: RECEIVED }, '10:30:00'],
    ['it is over', { endedAt: NOW }, '18:00:00'],
  ])('stays as it is where %s', (_case, facts, time) => {
    expect(giveUpCall(limits, given(facts), at(time), zone)).toBe(alreadyDone);
  });

  it('must be known', () => {
    expect(giveUpCall(limits, undefined, at('18:00:00'), zone)).toMatchObject({ code: 'not-found' });
  });
});
