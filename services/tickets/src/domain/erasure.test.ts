import { describe, expect, it } from '@jest/globals';
import { type Ticket, TicketAggregate, TicketErased } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { withdrawConsent } from './consent-withdrawal.ts';
import { eraseAgedTicket, eraseTicket } from './erasure.ts';
import { runs } from './sample-world.ts';
import { isInWork } from './ticket.ts';

const AT = '2027-05-23T03:00:00+02:00';
const CANARY = 'Zenobia';

/** Everything that anybody may write of a person, and all that is counted. */
const full: Ticket = {
  ticketId: '7K3Q9F2M',
  departmentId: 'standesamt',
  state: 'closed',
  origin: 'call',
  subject: CANARY,
  question: CANARY,
  citizen: {
    ...{ name: CANARY, phone: '+4921515550199', email: `${CANARY}@example.org`, statusMails: true },
    emailConsent: { wording: 'Ja.', at: '2026-11-23T10:00:00+01:00', channel: 'phone' },
  },
  topicId: 'eheurkunde',
  callId: 'call-1',
  transferId: 'transfer-1',
  reason: 'closed',
  answerBy: 'email',
  wish: { from: '09:00' },
  openedAt: '2026-11-23T12:40:00+01:00',
  promiseBy: '2026-11-24T15:10:00+01:00',
  callbackPlan: 1,
  callbackDue: 1,
  attempts: [{ at: '2026-11-24T09:05:00+01:00', clerkId: 'carl', result: 'reached', note: CANARY }],
  answer: { by: 'email', text: CANARY, at: '2026-11-24T10:00:00+01:00', clerkId: 'carl' },
  outcome: `mit ${CANARY} besprochen`,
  closedAt: '2026-11-24T10:05:00+01:00',
  additions: [{ at: '2026-11-23T15:20:00+01:00', subject: CANARY, question: CANARY, callId: 'call-2' }],
  directoryRevision: 3,
  revision: 7,
};

const marker = (ticket: Ticket): Ticket => {
  const decision = eraseTicket({ confirm: true }, ticket, AT);
  if (decision === alreadyDone || decision instanceof Refusal) throw new Error('not erased');
  return { ...decision.state, revision: ticket.revision + 1 };
};

describe('a ticket whose citizen is forgotten', () => {
  it('keeps department, times, counts and codes, and no word', () => {
    const left = marker(full);
    expect(JSON.stringify(left)).not.toMatch(/Zenobia|0199|example|Ja\.|09:00/);
    expect(left).toMatchObject({
      ...{ ticketId: '7K3Q9F2M', departmentId: 'standesamt', state: 'closed', origin: 'call', topicId: 'eheurkunde' },
      ...{ answerBy: 'email', reason: 'closed', openedAt: full.openedAt, promiseBy: full.promiseBy },
      ...{ closedAt: full.closedAt, outcome: 'other', erasedAt: AT, citizen: {}, callId: 'call-1' },
      attempts: [{ at: '2026-11-24T09:05:00+01:00', clerkId: 'carl', result: 'reached' }],
      answer: { by: 'email', text: '', at: '2026-11-24T10:00:00+01:00' },
      additions: [{ callId: 'call-2', question: '' }],
    });
  });

  it.each([
    ['answered', 'answered'],
    ['erledigt', 'erledigt'],
    ['zenobia', 'other'],
    ['zenobia-quast', 'other'],
  ])('keeps of the outcome only what is known: %s becomes %s', (outcome, left) => {
    expect(marker({ ...full, outcome }).outcome).toBe(left);
  });

  it('is owed nothing any more', () => {
    const dropped = marker({ ...full, state: 'open', outcome: undefined, closedAt: undefined });
    expect(dropped).toMatchObject({ state: 'closed', outcome: 'erased', closedAt: AT });
  });

  it('fits the contract whatever happened to it before, and counts the same attempts', () =>
    fc.assert(
      fc.property(runs, ({ end }) => {
        for (const ticket of end.tickets.values()) {
          const left = marker(ticket);
          expect(TicketErased.data.safeParse({ why: 'asked', ticket: left, handled: [] }).success).toBe(true);
          expect(TicketAggregate.state.safeParse(left).success).toBe(true);
          expect(isInWork(left)).toBe(false);
          expect(left.attempts.map(({ result }) => result)).toEqual(ticket.attempts.map(({ result }) => result));
          expect(JSON.stringify(left)).not.toMatch(/erika@|2151862164|Und\?/);
        }
      }),
      { numRuns: 50 },
    ));

  it('needs a confirmation while the answer is owed', () => {
    expect(eraseTicket({}, { ...full, state: 'taken' }, AT)).toMatchObject({ code: 'conflict' });
    expect(eraseTicket({}, full, AT)).toMatchObject({ contract: TicketErased, extra: { why: 'asked' } });
    expect(eraseTicket({}, undefined, AT)).toMatchObject({ code: 'not-found' });
  });
});

describe('by age', () => {
  const before = (time: string) => Temporal.Instant.from(time);

  it.each([
    ['a closed one goes', full, '2026-11-24T10:06:00+01:00', true],
    ['a younger one stays', full, '2026-11-24T10:05:00+01:00', false],
    ['an answered one goes', { ...full, state: 'answered', closedAt: undefined }, '2026-11-24T10:01:00+01:00', true],
    ['an open one never goes', { ...full, state: 'open', closedAt: undefined }, '2036-01-01T00:00:00+01:00', false],
    ['one that is worked on never goes', { ...full, state: 'taken' }, '2036-01-01T00:00:00+01:00', false],
  ] as const)('%s', (_what, ticket, time, goes) => {
    const decision = eraseAgedTicket(ticket, before(time), AT);
    if (goes) expect(decision).toMatchObject({ contract: TicketErased, extra: { why: 'age' } });
    else expect(decision).toBe(alreadyDone);
  });
});

describe('taking back the consent', () => {
  it('leaves the ticket without it, and the address for a notice', () => {
    expect(withdrawConsent('citizen', full, AT)).toMatchObject({
      state: { citizen: { name: CANARY, email: `${CANARY}@example.org` }, consentWithdrawnAt: AT },
      extra: { by: 'citizen' },
    });
    const { state } = withdrawConsent('citizen', full, AT) as { state: Ticket };
    expect(JSON.stringify(state)).not.toMatch(/emailConsent|statusMails/);
  });

  it('is done already where there is none', () => {
    expect(withdrawConsent('clerk', { ...full, citizen: { email: 'a@example.org' } }, AT)).toBe(alreadyDone);
  });
});
