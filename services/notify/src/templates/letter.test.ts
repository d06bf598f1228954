import { describe, expect, it } from '@jest/globals';
import { type Mail, MailTemplate, type TicketMailContent } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import fc from 'fast-check';
import { letterOf } from './letter.ts';
import { articlesContent, contentFor, ticketContent as content } from './sample-content.ts';

const setting = { zone: 'Europe/Berlin', statusUrl: 'https://www.krefeld.example/vormerkung?a=1&b=2' };

function letter(template: MailTemplate, changes: Partial<TicketMailContent> = {}, citizen: Mail['citizen'] = {}) {
  return letterOf({ template, citizen, content: { ...content, ...changes } }, setting);
}

describe('the confirmation', () => {
  it('says in German what happens when, as the city would', () => {
    const { subject, text } = letter('ticket-confirmation');
    expect(subject).toBe('Ihre Vormerkung bei der Stadt Krefeld [7K3Q-9F2M]');
    expect(text).toBe(`Guten Tag,

vielen Dank, dass Sie sich an uns gewandt haben. Wir haben Ihr Anliegen aufgenommen und vorgemerkt.

Vorgangsnummer: 7K3Q-9F2M
Zuständiger Fachbereich: Standesamt

So geht es weiter: Der Fachbereich Standesamt ruft Sie am Dienstag, 24. November 2026, zwischen 8:00 und 10:00 Uhr zurück. Sollten wir Sie nicht erreichen, versuchen wir es noch einmal. Spätestens am Dienstag, 24. November 2026, um 16:00 Uhr hören Sie von uns.

Bitte halten Sie die Vorgangsnummer bereit, wenn Sie uns zu diesem Anliegen anrufen. Ihre PIN steht zu Ihrem Schutz nicht in dieser E-Mail.

Den Stand können Sie mit Vorgangsnummer und PIN jederzeit hier einsehen:
https://www.krefeld.example/vormerkung?a=1&b=2

Haben Sie Fragen? Unser Servicetelefon erreichen Sie unter 02151 86-0. Diese E-Mail wurde automatisch versandt; auf Antworten an diese Adresse können wir leider nicht reagieren.

Mit freundlichen Grüßen
Ihre Stadt Krefeld – Bürgerservice
`);
  });

  it('says when the mail comes, where the answer comes by mail', () => {
    const { text } = letter('ticket-confirmation', {
      answerBy: 'email',
      callbackAt: undefined,
      callbackUntil: undefined,
      promiseBy: '2027-03-30T08:00:00+02:00',
    });
    expect(text).toContain('Spätestens am Dienstag, 30. März 2027, um 8:00 Uhr erhalten Sie per E-Mail Nachricht');
    expect(text).not.toContain('ruft Sie');
  });

  it('is in English for whoever chose that', () => {
    const { subject, text, html, language } = letter('ticket-confirmation', {}, { language: 'en' });
    expect(language).toBe('en');
    expect(subject).toBe('Your request to the City of Krefeld [7K3Q-9F2M]');
    expect(text).toMatch(/call you back on Tuesday,? 24 November 2026 between 8:00 and 10:00\./);
    expect(html).toContain('<html lang="en">');
  });

  it('keeps numbers in one piece at the end of a line, and plain in the text', () => {
    const { text, html } = letter('ticket-confirmation');
    for (const number of ['7K3Q-9F2M', '02151 86-0']) {
      expect(html).toContain(`<span style="white-space: nowrap">${number}</span>`);
      expect(text).toContain(number);
    }
    expect(html).not.toMatch(/nowrap">(?!7K3Q-9F2M<|02151 86-0<)/);
  });
});

describe('the answer', () => {
  const words = 'Bitte bringen Sie mit:\r\n- Pass\r\n- Urkunde <b>im Original</b> & "Kopie"';

  it('holds the clerk’s words with their lines, and why it came', () => {
    const { text, html, subject } = letter('ticket-answer', { answer: words });
    expect(subject).toBe('Antwort der Stadt Krefeld auf Ihr Anliegen [7K3Q-9F2M]');
    expect(text).toContain('Bitte bringen Sie mit:\n- Pass\n- Urkunde <b>im Original</b> & "Kopie"\n\n');
    expect(text).toContain(
      'weil Sie darin eingewilligt haben. Ihre Einwilligung können Sie jederzeit mit Wirkung für die Zukunft ' +
        'widerrufen, formlos unter 02151 86-0.',
    );
    expect(text).not.toContain('02151 86-2351');
    expect(html).toContain('- Pass<br>\n- Urkunde &lt;b&gt;im Original&lt;/b&gt; &amp; &quot;Kopie&quot;</blockquote>');
  });

  it('never becomes markup, whatever it holds', () => {
    const tags = /<(?!\/?(?:html|head|meta|title|body|p|br|strong|span|a|blockquote)\b|!DOCTYPE)/;
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('<script>', '"', "'", '&lt;', '\u202e'),
        (any, evil) => {
          const { html } = letter('ticket-answer', { answer: any + evil + any, departmentName: evil });
          expect(html).not.toMatch(tags);
          expect(html).not.toContain('\u202e');
        },
      ),
    );
  });
});

describe('the notice', () => {
  it.each(['de', 'en'] as const)(
    'says in %s that there is an answer and how to get it, and not the answer',
    (language) => {
      const { text, html } = letter('ticket-answer-notice', { answer: 'geheim' }, { language });
      for (const part of ['7K3Q-9F2M', 'Standesamt', '02151 86-2351', '02151 86-0', 'PIN']) {
        expect(text).toContain(part);
        expect(html).toContain(part);
      }
      expect(text + html).not.toContain('geheim');
    },
  );
});

describe('every letter', () => {
  const all = MailTemplate.options.flatMap((template) =>
    (['de', 'en'] as const).map((language) => [template, language] as const),
  );

  it.each(all)('%s in %s loads nothing from elsewhere and does without a status page', (template, language) => {
    // Articles may name addresses themselves.
    const articles = [{ articleId: 'a', title: 'Ausweis', body: 'Bringen Sie ihn mit.' }];
    const shown = template === 'articles' ? { ...articlesContent, articles } : contentFor(template);
    const mail = { template, citizen: { language }, content: shown };
    const { html, text, subject } = letterOf(mail, { zone: 'Europe/Berlin' });
    expect(html).not.toMatch(/src=|url\(|<link|<script|https?:/);
    expect(text + subject).not.toMatch(/https?:|undefined|null|NaN|\[object/);
    // Both parts say the same.
    const words = (from: string) => from.replace(/[=-]{3,}/g, ' ').match(/[\p{L}\p{N}]+/gu);
    const body = html.slice(html.indexOf('<body'));
    expect(words(body.replace(/<[^>]+>/g, ' ').replace(/&[a-z]+;/g, ' '))).toEqual(words(text));
  });

  it('is refused for good where content and template do not fit', () => {
    expect(() => letterOf({ template: 'articles', citizen: {}, content }, setting)).toThrow(Permanent);
  });
});
