import { describe, expect, it } from '@jest/globals';
import { type Call, CallErased } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Temporal } from '@serviceportal/shared/time';
import { eraseAgedCall, eraseCall } from './erasure.ts';

const AT = '2027-02-21T03:00:00+01:00';
const CANARY = 'Zenobia';
const citizen = { name: CANARY, phone: '+4921515550199', email: `${CANARY}@example.org` };

const full: Call = {
  ...{ callId: 'call-1', state: 'ended', line: 'hotline', citizen, source: 'demo', agentId: 'anna', withinHours: true },
  ...{ receivedAt: '2026-11-23T10:00:00+01:00', answeredAt: '2026-11-23T10:00:08+01:00' },
  ...{ endedAt: '2026-11-23T10:04:00+01:00', talkMs: 232_000, cause: `said ${CANARY}`, endedBy: 'agent' },
  transfers: [
    {
      ...{ transferId: 't-1', departmentId: 'standesamt', outcome: 'connected', number: '+492151862351' },
      ...{ requestedAt: '2026-11-23T10:02:00+01:00', briefing: CANARY },
      requestedBy: { type: 'agent', id: 'anna' },
      request: {
        topicId: 'urkunde',
        subject: CANARY,
        question: CANARY,
        citizen,
        fallback: 'callback',
        wish: { from: '09:00' },
      },
    },
  ],
  tickets: [],
  resolution: { outcome: 'answered', topicId: 'urkunde', articleIds: ['urkunde'], note: CANARY },
  articleMails: [{ mailId: 'm-1', articleIds: ['urkunde'], at: '2026-11-23T10:01:00+01:00' }],
  revision: 6,
};

describe('a call whose caller is forgotten', () => {
  it('keeps ids, times and outcomes, and no word', () => {
    const decision = eraseCall(full, AT, 'asked');
    expect(JSON.stringify(decision)).not.toMatch(/Zenobia|0199|example|09:00/);
    expect(decision).toMatchObject({
      contract: CallErased,
      extra: { why: 'asked' },
      state: {
        ...{ callId: 'call-1', state: 'ended', receivedAt: full.receivedAt, talkMs: 232_000, cause: 'other' },
        ...{ citizen: {}, erasedAt: AT, articleMails: full.articleMails },
        transfers: [
          {
            ...{ transferId: 't-1', departmentId: 'standesamt', outcome: 'connected', request: { subject: '' } },
            requestedBy: { type: 'agent', id: 'anna' },
          },
        ],
        resolution: { outcome: 'answered', topicId: 'urkunde' },
      },
    });
  });

  it.each([
    ['answered', 'answered', 'normalClearing', 'normalClearing'],
    ['telefonisch beantwortet', 'telefonisch beantwortet', 'hung-up', 'hung-up'],
    ['zenobia-quast', 'other', 'zenobia', 'other'],
  ])('keeps of what was said only what is known: %s becomes %s, %s becomes %s', (outcome, left, cause, leftCause) => {
    const decision = eraseCall({ ...full, resolution: { outcome }, cause }, AT, 'asked');
    expect(decision).toMatchObject({ state: { resolution: { outcome: left }, cause: leftCause } });
  });

  it('is left alone while it goes on', () => {
    expect(eraseCall({ ...full, endedAt: undefined }, AT, 'asked')).toBe(alreadyDone);
  });

  it.each([
    ['2026-11-23T10:04:01+01:00', true],
    ['2026-11-23T10:04:00+01:00', false],
  ])('goes by age where it ended before %s: %s', (before, goes) => {
    const decision = eraseAgedCall(full, Temporal.Instant.from(before), AT);
    if (goes) expect(decision).toMatchObject({ extra: { why: 'age' } });
    else expect(decision).toBe(alreadyDone);
  });
});
