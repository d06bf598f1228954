import { describe, expect, it } from '@jest/globals';
import type { Attempt, Ticket } from '@serviceportal/shared/contracts';
import { letterTo } from './letter.ts';
import { hotline } from './sample-hotline.ts';
import { department, sampleTicket } from './sample-ticket.ts';

const context = {
  department: { ...department, centralNumber: '+492151862351' },
  hotline,
  now: '2026-11-24T10:00:00+01:00',
};

function letter(changes: Partial<Ticket> = {}) {
  return letterTo(sampleTicket(changes), context) as { language: string; text: string };
}

const attempt = (result: Attempt['result']): Attempt => ({ at: '2026-11-23T10:40:00+01:00', clerkId: 'anna', result });

describe('the letter', () => {
  it('asks the citizen to call', () => {
    expect(letter({ attempts: [attempt('busy')] })).toEqual({
      language: 'de',
      text: `Krefeld, 24. November 2026

Ihr Anliegen vom 23. November 2026
Vorgangsnummer 7K3Q-9F2M

Guten Tag Erika Muster,

wir haben mehrfach versucht, Sie anzurufen, und Sie leider nicht erreicht. Bitte rufen Sie uns an und nennen Sie Ihre Vorgangsnummer 7K3Q-9F2M:

Stadt Krefeld: 02151 86-0 (Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr)
Fachbereich Standesamt: 02151 86-2351 (Mo–Do 8:00–17:00 Uhr, Fr 8:00–13:00 Uhr)

Gern rufen wir Sie auch zu einer Zeit zurück, die Ihnen passt.

Mit freundlichen Grüßen

Stadt Krefeld
Fachbereich Standesamt
`,
    });
  });

  it('is in English for whoever speaks English', () => {
    const { language, text } = letter({ citizen: { name: 'John Doe', language: 'en' }, attempts: [attempt('busy')] });
    expect(language).toBe('en');
    expect(text).toContain('Dear John Doe,\n\nWe have tried to call you several times');
    expect(text).toContain('reference number 7K3Q-9F2M');
    expect(text).toContain('City of Krefeld: 02151 86-0 (Mon–Thu 8:00–17:00, Fri 8:00–13:00)');
    expect(text).toContain('24 November 2026');
  });

  it.each<[Attempt['result'] | undefined, string]>([
    ['wrong-number', 'unter der Rufnummer, die Sie uns genannt haben, konnten'],
    ['reached', 'zu Ihrem Anliegen möchten wir gern mit Ihnen sprechen.'],
    [undefined, 'zu Ihrem Anliegen möchten wir gern mit Ihnen sprechen.'],
  ])('says what was tried: %s', (result, words) => {
    expect(letter({ attempts: result ? [attempt(result)] : [] }).text).toContain(words);
  });

  it('greets those whose name nobody asked', () => {
    expect(letter({ citizen: {} }).text).toContain('\nGuten Tag,\n');
    expect(letter({ citizen: { language: 'en' } }).text).toContain('\nDear Sir or Madam,\n');
  });

  it('tells nobody who opens it what it is about', () => {
    for (const language of ['de', 'en'] as const) {
      const { text } = letter({ citizen: { name: 'Erika Muster', phone: '+492151862164', language } });
      expect(text).not.toMatch(/Geburtsurkunde|Wo bekomme|2164/);
    }
  });

  it.each<Ticket['state']>(['answered', 'closed'])('is refused once the ticket is %s', (state) => {
    expect(letterTo(sampleTicket({ state, outcome: 'x' }), context)).toMatchObject({ code: 'conflict' });
  });
});
