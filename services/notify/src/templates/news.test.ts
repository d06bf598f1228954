import { describe, expect, it } from '@jest/globals';
import type { Mail, MailTemplate, TicketMailContent } from '@serviceportal/shared/contracts';
import { letterOf } from './letter.ts';
import { ticketContent as content } from './sample-content.ts';

const setting = { zone: 'Europe/Berlin', statusUrl: 'https://www.krefeld.example/vormerkung?a=1&b=2' };
function letter(template: MailTemplate, changes: Partial<TicketMailContent> = {}, citizen: Mail['citizen'] = {}) {
  return letterOf({ template, citizen, content: { ...content, ...changes } }, setting);
}

describe('news', () => {
  it('of the state say what changed and what happens next', () => {
    const { text, subject } = letter('ticket-status', { change: 'moved' });
    expect(subject).toBe('Neues zu Ihrer Vormerkung bei der Stadt Krefeld [7K3Q-9F2M]');
    expect(text).toContain(
      'um Ihr Anliegen mit der Vorgangsnummer 7K3Q-9F2M kümmert sich jetzt der Fachbereich Standesamt.',
    );
    expect(text).toContain('ruft Sie am Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr zurück.');
    expect(text).toContain('auf dem Laufenden bleiben wollten');
    expect(letter('ticket-status', { change: 'reopened' }).text).toContain('ist wieder in Arbeit. Zuständig ist');
    const closed = letter('ticket-status', { change: 'closed' }).text;
    expect(closed).toContain('ist abgeschlossen.');
    expect(closed).not.toContain('So geht es weiter');
  });

  it('of a moved callback name the old and the new time', () => {
    const previously = '2026-11-23T14:00:00+01:00';
    const german = letter('callback-moved', { previously });
    expect(german.subject).toBe('Ihr Rückruf von der Stadt Krefeld: neue Zeit [7K3Q-9F2M]');
    expect(german.text).toContain(', den wir am Montag, 23. November 2026, ab 14:00 Uhr angekündigt hatten, kommt');
    expect(german.text).toContain('am Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr');
    expect(letter('callback-moved', { previously }, { language: 'en' }).text).toMatch(
      /announced for Monday,? 23 November 2026 from 14:00, comes at another time/,
    );
    expect(letter('callback-moved', { change: 'reopened' }).text).toContain('ist wieder in Arbeit');
  });

  it('of another department that calls at the same time promise no new time', () => {
    const previously = content.callbackAt!;
    const german = letter('callback-moved', { change: 'moved', previously });
    expect(german.subject).toBe('Ihr Rückruf von der Stadt Krefeld [7K3Q-9F2M]');
    expect(german.text).toContain('kümmert sich jetzt der Fachbereich Standesamt');
    expect(letter('callback-moved', { change: 'moved', previously }, { language: 'en' }).subject).not.toMatch(
      /new time/,
    );
    expect(letter('callback-moved', { change: 'moved' }).subject).toContain(': neue Zeit');
  });

  it.each(['callback', 'email'] as const)('of a first callback name its time, with an answer by %s too', (answerBy) => {
    const german = letter('callback-moved', { answerBy });
    expect(german.subject).toBe('Ihr Rückruf von der Stadt Krefeld [7K3Q-9F2M]');
    expect(german.text).toContain('7K3Q-9F2M haben wir einen Rückruf für Sie geplant.');
    expect(german.text).toContain('ruft Sie am Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr zurück.');
    expect(german.text).not.toMatch(/ander|Entschuldigung|entschuldigen/);
    const english = letter('callback-moved', { answerBy }, { language: 'en' });
    expect(english.subject).toBe('Your call from the City of Krefeld [7K3Q-9F2M]');
    expect(english.text).toContain('We have planned to call you about your request with the reference number');
    expect(english.text).toMatch(/call you back on Tuesday,? 24 November 2026 between 8:00 and 10:00\./);
  });

  it('of calls in vain say how to go on', () => {
    const { text } = letter('callback-missed', { callbackAt: undefined, callbackUntil: undefined });
    expect(text).toContain('hat Sie leider nicht erreicht');
    expect(text).toMatch(/Standesamt unter 02151 86-2351 an, oder unser Servicetelefon unter 02151 86-0/);
  });
});
