import { describe, expect, it } from '@jest/globals';
import type { CallTicket } from '@serviceportal/shared/contracts';
import { sentenceFor } from './sentence.ts';

const MONDAY = '2026-11-23T10:00:00+01:00';

function told(
  ticket: Partial<CallTicket>,
  departmentName: string | undefined = 'Standesamt',
  requestedAt = MONDAY,
  emailConsent = true,
  language?: 'de' | 'en',
) {
  const promised = {
    departmentId: 'standesamt',
    answerBy: 'callback',
    promiseBy: '2026-11-24T16:00:00+01:00',
  } as const;
  return sentenceFor({
    ticket: { ticketId: '7K3Q9F2M', ...promised, ...ticket },
    departmentName,
    requestedAt,
    zone: 'Europe/Berlin',
    pin: '350070',
    emailConsent,
    language,
  });
}

const between = (callbackAt: string, callbackUntil: string) => ({ callbackAt, callbackUntil });

describe('sentence', () => {
  it.each([
    [
      'another day',
      between('2026-11-27T08:00:00+01:00', '2026-11-27T10:00:00+01:00'),
      'Das Standesamt ruft Sie am Freitag, 27. November, zwischen 8 und 10 Uhr zurück.',
    ],
    [
      'tomorrow',
      between('2026-11-24T08:30:00+01:00', '2026-11-24T10:00:00+01:00'),
      'Das Standesamt ruft Sie morgen zwischen 8:30 und 10 Uhr zurück.',
    ],
    [
      'today',
      between('2026-11-23T10:30:00+01:00', '2026-11-23T12:30:00+01:00'),
      'Das Standesamt ruft Sie heute zwischen 10:30 und 12:30 Uhr zurück.',
    ],
    [
      'another offset for the same moment',
      between('2026-11-23T13:00:00Z', '2026-11-23T15:00:00Z'),
      'Das Standesamt ruft Sie heute zwischen 14 und 16 Uhr zurück.',
    ],
    [
      'until midnight',
      between('2026-11-23T22:00:00+01:00', '2026-11-24T00:00:00+01:00'),
      'Das Standesamt ruft Sie heute zwischen 22 und 24 Uhr zurück.',
    ],
    [
      'another year',
      between('2027-01-04T08:00:00+01:00', '2027-01-04T10:00:00+01:00'),
      'Das Standesamt ruft Sie am Montag, 4. Januar, zwischen 8 und 10 Uhr zurück.',
    ],
    [
      'the wish was not met',
      { ...between('2026-11-24T08:00:00+01:00', '2026-11-24T10:00:00+01:00'), wishMet: false },
      'Zu Ihrer Wunschzeit ist leider kein Rückruf möglich. Das Standesamt ruft Sie morgen zwischen 8 und 10 Uhr zurück.',
    ],
    [
      'the wish was met',
      { ...between('2026-11-24T08:00:00+01:00', '2026-11-24T10:00:00+01:00'), wishMet: true },
      'Das Standesamt ruft Sie morgen zwischen 8 und 10 Uhr zurück.',
    ],
    ['no window', {}, 'Das Standesamt ruft Sie bis morgen, 16 Uhr, zurück.'],
    ['by mail', { answerBy: 'email' as const }, 'Das Standesamt antwortet Ihnen bis morgen, 16 Uhr, per E-Mail.'],
    [
      'by mail today',
      { answerBy: 'email' as const, promiseBy: '2026-11-23T15:40:00+01:00' },
      'Das Standesamt antwortet Ihnen bis heute, 15:40 Uhr, per E-Mail.',
    ],
    [
      'by mail another day',
      { answerBy: 'email' as const, promiseBy: '2026-11-25T16:00:00+01:00' },
      'Das Standesamt antwortet Ihnen bis Mittwoch, 25. November, 16 Uhr, per E-Mail.',
    ],
  ])('says when: %s', (_case, ticket, sentence) => {
    expect(told(ticket)).toBe(`${sentence} Ihre Vorgangsnummer ist 7K3Q-9F2M, Ihre PIN 350070.`);
  });

  it('promises the answer itself by mail only to those who agreed to it', () => {
    expect(told({ answerBy: 'email' }, 'Standesamt', MONDAY, false)).toContain(
      'gibt Ihnen bis morgen, 16 Uhr, per E-Mail Nachricht, wie Sie Ihre Antwort erhalten.',
    );
  });

  it('counts "morgen" by the calendar, also across the change of clocks', () => {
    const window = between('2027-03-28T08:00:00+02:00', '2027-03-28T10:00:00+02:00');
    expect(told(window, 'Standesamt', '2027-03-27T23:30:00+01:00')).toContain('morgen zwischen 8 und 10 Uhr');
  });

  it.each([
    ['Standesamt', 'Das Standesamt'],
    ['Bürgerbüro', 'Das Bürgerbüro'],
    ['Zulassungsstelle', 'Die Zulassungsstelle'],
    ['Bauaufsicht', 'Die Bauaufsicht'],
    ['Stadtplanung', 'Die Stadtplanung'],
    ['Ausländerangelegenheiten', 'Der Fachbereich Ausländerangelegenheiten'],
    ['Coronafragen', 'Der Fachbereich Coronafragen'],
    ['Melde- und Passangelegenheiten', 'Der Fachbereich Melde- und Passangelegenheiten'],
    ['Steuern und Stadtkasse', 'Der Fachbereich Steuern und Stadtkasse'],
    ['', 'Der zuständige Fachbereich'],
  ])('names the department: %s', (name, subject) => {
    expect(told({}, name)).toBe(
      `${subject} ruft Sie bis morgen, 16 Uhr, zurück. Ihre Vorgangsnummer ist 7K3Q-9F2M, Ihre PIN 350070.`,
    );
  });
});

describe('the sentence for who speaks English', () => {
  const english = (ticket: Partial<CallTicket>, name?: string, consent = true) =>
    told(ticket, name, MONDAY, consent, 'en').replace(' Your reference number is 7K3Q-9F2M, your PIN 350070.', '');
  it.each<[Partial<CallTicket>, string]>([
    [
      between('2026-11-23T10:30:00+01:00', '2026-11-23T12:30:00+01:00'),
      'The department Standesamt will call you back today between 10:30 and 12:30.',
    ],
    [
      { ...between('2026-11-27T08:00:00+01:00', '2026-11-27T10:00:00+01:00'), wishMet: false },
      'Unfortunately no call is possible at the time you asked for. ' +
        'The department Standesamt will call you back on Friday 27 November between 8:00 and 10:00.',
    ],
    [
      between('2026-11-24T22:00:00+01:00', '2026-11-25T00:00:00+01:00'),
      'The department Standesamt will call you back tomorrow between 22:00 and 24:00.',
    ],
    [{}, 'The department Standesamt will call you back by tomorrow at 16:00.'],
    [{ answerBy: 'email' }, 'The department Standesamt will answer you by e-mail by tomorrow at 16:00.'],
  ])('%j', (ticket, sentence) => {
    expect(english(ticket).replace(',', '')).toBe(sentence.replace(',', ''));
  });

  it('promises no text by mail without consent, and names the department as far as it is known', () => {
    const said = told({ answerBy: 'email' }, '', MONDAY, false, 'en');
    expect(said).toMatch(
      /^The department in charge will let you know by e-mail by tomorrow at 16:00 how to get your answer\./,
    );
    expect(said).toMatch(/ Your reference number is 7K3Q-9F2M, your PIN 350070\.$/);
  });
});
