import { describe, expect, it } from '@jest/globals';
import { type Mail, MailFailed, MailQueued, MailSendStarted, MailSent } from '@serviceportal/shared/contracts';
import { alreadyDone } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';
import { nextStep, queueMail, recordFailure, recordSent, retryMail, startSending } from './mail.ts';

const at = (time: string) => Temporal.ZonedDateTime.from(`2026-11-23T${time}+01:00[Europe/Berlin]`);
const now = at('10:00:00');
const content = {
  ticketId: '7K3Q9F2M',
  departmentId: 'standesamt',
  departmentName: 'Standesamt',
  departmentNumber: '02151 86-2351',
  hotlineNumber: '02151 86-0',
  cityName: 'Krefeld',
  answerBy: 'email',
  promiseBy: '2026-11-25T10:00:00+01:00',
} as const;
const draft = {
  mailId: 'm1',
  template: 'ticket-confirmation',
  citizen: { email: 'erika@example.org' },
  content,
  messageId: '<1@example.org>',
} as const;
const queued: Mail = { ...draft, state: 'queued', queuedAt: '2026-11-23T09:59:00+01:00', tries: 0, revision: 1 };
const lease = { by: 'me', until: '2026-11-23T10:01:00+01:00' };
const sending: Mail = { ...queued, state: 'sending', tries: 1, lease, revision: 2 };
const retrying: Mail = { ...queued, state: 'retrying', tries: 1, nextTryAt: '2026-11-23T10:01:00+01:00', revision: 3 };
const failed: Mail = { ...queued, state: 'failed', tries: 1, reply: { code: 550, kind: 'refused' }, revision: 3 };
const sent: Mail = { ...queued, state: 'sent', sentAt: '2026-11-23T10:00:00+01:00', revision: 3 };
const officeOpen = (hours: string) =>
  createCalendar({ zone: 'Europe/Berlin', hours: parseHours(hours), holidays: [], exceptions: [] });
const office = officeOpen('Mo-Fr 08:00-12:00,14:00-17:00');
const closedForGood = officeOpen('off');
const accepted = { code: 250, kind: 'accepted' };
const refused = { permanent: true, reply: { code: 550, kind: 'refused' } };
const later = { permanent: false, reply: { code: 451, kind: 'refused' } };

describe('a mail', () => {
  it('is queued once', () => {
    expect(queueMail(draft, undefined, now)).toMatchObject({
      contract: MailQueued,
      state: { state: 'queued', tries: 0 },
    });
    for (const mail of [queued, sending, sent, failed]) expect(queueMail(draft, mail, now)).toBe(alreadyDone);
  });

  it.each([
    ['queued', queued, '10:00:00', { do: 'send', interrupted: false }],
    ['waiting for its next try', retrying, '10:00:30', { do: 'wait', until: at('10:01:00') }],
    ['due again', retrying, '10:01:00', { do: 'send', interrupted: false }],
    ['due again by the clock of the timer', retrying, '10:00:58', { do: 'send', interrupted: false }],
    ['in the hands of another', sending, '10:00:59', { do: 'wait', until: at('10:01:00') }],
    ['left behind by another', sending, '10:01:00', { do: 'send', interrupted: true }],
    ['sent', sent, '10:01:00', { do: 'nothing' }],
    ['failed', failed, '10:01:00', { do: 'nothing' }],
  ])('that is %s', (_what, mail, time, step) => {
    expect(nextStep(mail, at(time))).toEqual(step);
  });

  it.each([
    [
      'waits for its moment',
      { ...queued, notBefore: '2026-11-23T10:30:00+01:00' },
      '10:00:00',
      undefined,
      'wait 10:30',
    ],
    ['goes when that has come', { ...queued, notBefore: '2026-11-23T10:30:00+01:00' }, '10:30:00', undefined, 'send'],
    ['to an office goes while it works', queued, '10:00:00', office, 'send'],
    ['to an office waits in its pause', queued, '12:30:00', office, 'wait 14:00'],
    ['to an office is not tried again in its pause', retrying, '12:30:00', office, 'wait 14:00'],
    ['to an office that never opens is looked at a day later', queued, '12:30:00', closedForGood, 'wait 12:30'],
    ['to an office is not sent twice', sent, '12:30:00', office, 'nothing'],
  ])('that %s', (_what, mail, time, calendar, expected) => {
    const step = nextStep(mail, at(time), calendar);
    expect(step.do === 'wait' ? `wait ${step.until.toPlainTime().toString().slice(0, 5)}` : step.do).toBe(expected);
  });

  it('is taken by the first and not by whoever looked earlier', () => {
    const taken = startSending(queued, 1, lease);
    expect(taken).toMatchObject({ contract: MailSendStarted, state: { state: 'sending', tries: 1, lease } });
    expect(startSending(sending, 1, { ...lease, by: 'other' })).toBe(alreadyDone);
    expect(startSending(undefined, 1, lease)).toBeInstanceOf(Refusal);
  });

  it.each([sending, retrying, failed, { ...sending, lease: { ...lease, by: 'other' } }])(
    'that the server took is sent, whatever others made of it since ($state)',
    (mail) => {
      const decision = recordSent(mail, accepted, now);
      expect(decision).toMatchObject({ contract: MailSent, state: { state: 'sent', reply: accepted } });
      expect(decision).not.toHaveProperty('state.lease');
      expect(recordSent(sent, accepted, now)).toBe(alreadyDone);
    },
  );

  it('fails for good, or for now', () => {
    expect(recordFailure(sending, 'me', refused, now)).toMatchObject({
      contract: MailFailed,
      state: { state: 'failed', nextTryAt: undefined },
      extra: { permanent: true },
    });
    expect(recordFailure(sending, 'me', later, now)).toMatchObject({
      contract: MailFailed,
      state: { state: 'retrying', nextTryAt: '2026-11-23T10:01:00+01:00' },
      extra: { permanent: false },
    });
  });

  it('fails for good when the server has been away for a day', () => {
    const dayLater = now.add({ days: 1 });
    expect(recordFailure(sending, 'me', later, dayLater)).toMatchObject({
      state: { state: 'failed' },
      extra: { permanent: true, reply: later.reply },
    });
  });

  it('to an office that waited for its hours is not given up at its first failure', () => {
    const waited = { ...sending, queuedAt: '2026-11-20T18:00:00+01:00' };
    expect(recordFailure(waited, 'me', later, now, office)).toMatchObject({ state: { state: 'retrying' } });
    const toCitizen = { ...waited, notBefore: '2026-11-23T10:00:00+01:00' };
    expect(recordFailure(toCitizen, 'me', later, now)).toMatchObject({ state: { state: 'retrying' } });
    expect(recordFailure(waited, 'me', later, now)).toMatchObject({ state: { state: 'failed' } });
  });

  it('does not fail by the word of one whose lease another took over', () => {
    expect(recordFailure(sending, 'slow', refused, now)).toBe(alreadyDone);
    expect(recordFailure(sent, 'me', refused, now)).toBe(alreadyDone);
  });

  it('is sent again by hand when it failed or waits, with a day ahead', () => {
    expect(retryMail(failed, now)).toMatchObject({
      contract: MailQueued,
      state: { state: 'queued', tries: 0, queuedAt: '2026-11-23T10:00:00+01:00' },
      extra: { retriedFailure: 3 },
    });
    expect(retryMail(retrying, now)).toMatchObject({ contract: MailQueued, extra: { retriedFailure: undefined } });
    expect(retryMail({ ...queued, notBefore: '2026-11-23T11:00:00+01:00' }, now)).toMatchObject({
      contract: MailQueued,
      state: expect.not.objectContaining({ notBefore: expect.anything() }),
      extra: { retriedFailure: undefined },
    });
    for (const mail of [queued, sending, sent]) expect(retryMail(mail, now)).toMatchObject({ code: 'conflict' });
    expect(retryMail(undefined, now)).toMatchObject({ code: 'not-found' });
  });
});
