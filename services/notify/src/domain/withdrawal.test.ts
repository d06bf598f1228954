import { describe, expect, it } from '@jest/globals';
import { type Mail, MailFailed, MailQueued } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Unavailable } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import { retryMail } from './mail.ts';
import { withdrawMail } from './withdrawal.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T10:30:00+01:00[Europe/Berlin]');

const mail = (changes: Partial<Mail>): Mail => ({
  mailId: '0X8M4T6P-answer-1',
  state: 'queued',
  template: 'ticket-answer',
  citizen: {
    email: 'max@example.org',
    emailConsent: { wording: 'Ja.', at: '2026-11-23T10:04:00+01:00', channel: 'phone' },
  },
  content: {
    ...{ ticketId: '0X8M4T6P', departmentId: 'standesamt', departmentName: 'Standesamt', cityName: 'Musterstadt' },
    ...{ departmentNumber: '02151 86-2351', hotlineNumber: '02151 86-0', answerBy: 'email' },
    ...{ promiseBy: '2026-11-25T11:00:00+01:00', answer: 'Die Urkunde liegt bereit.' },
  },
  ...{ messageId: '<1@example.org>', queuedAt: '2026-11-24T10:00:00+01:00', tries: 2, revision: 3 },
  ...changes,
});

describe('taking back the consent', () => {
  it.each(['queued', 'retrying'] as const)('turns an answer that is %s into a notice without its words', (state) => {
    const decision = withdrawMail(mail({ state, nextTryAt: '2026-11-24T11:00:00+01:00' }), now);
    expect(decision).toMatchObject({
      contract: MailQueued,
      state: { state: 'queued', template: 'ticket-answer-notice', citizen: { email: 'max@example.org' } },
    });
    expect(JSON.stringify((decision as { state: Mail }).state)).not.toMatch(/liegt bereit|emailConsent/);
  });

  it('stops a mail about the state', () => {
    expect(withdrawMail(mail({ template: 'ticket-status' }), now)).toMatchObject({
      contract: MailFailed,
      state: { state: 'failed', reply: { kind: 'withdrawn' } },
    });
  });

  it.each([
    ['is sent', mail({ state: 'sent' })],
    ['says when somebody calls', mail({ template: 'callback-moved' })],
    ['confirms the Vormerkung', mail({ template: 'ticket-confirmation' })],
  ])('leaves one alone that %s', (_what, one) => {
    expect(withdrawMail(one, now)).toBe(alreadyDone);
  });

  it('waits for one that is being sent', () => {
    const lease = { by: 'notify-1', until: '2026-11-24T10:30:01+01:00' };
    expect(() => withdrawMail(mail({ state: 'sending', lease }), now)).toThrow(Unavailable);
  });

  it('takes one from whoever died while sending it, as in a backup: it goes as a notice', () => {
    const lease = { by: 'notify-1', until: '2026-11-24T10:30:00+01:00' };
    const decision = withdrawMail(mail({ state: 'sending', lease }), now) as { state: Mail };
    expect(decision).toMatchObject({ contract: MailQueued, state: { template: 'ticket-answer-notice' } });
    expect(decision.state.lease).toBeUndefined();
    expect(JSON.stringify(decision.state)).not.toContain('liegt bereit');
  });

  it('leaves an answer that failed no words, so that nobody sends them again', () => {
    const failed = mail({ state: 'failed', reply: { code: 550, kind: 'refused' } });
    const { state } = withdrawMail(failed, now) as { state: Mail };
    expect(state).toMatchObject({ state: 'failed', template: 'ticket-answer-notice', reply: { kind: 'withdrawn' } });
    expect(JSON.stringify(state)).not.toMatch(/liegt bereit|emailConsent/);
    expect(withdrawMail(state, now)).toBe(alreadyDone);
    expect(retryMail(state, now)).toMatchObject({ state: { template: 'ticket-answer-notice', state: 'queued' } });
  });

  it('lets nobody send a mail about the state again', () => {
    const { state } = withdrawMail(mail({ template: 'ticket-status', state: 'failed' }), now) as { state: Mail };
    expect(withdrawMail(state, now)).toBe(alreadyDone);
    expect(retryMail(state, now)).toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('took back the consent'),
    });
  });
});
