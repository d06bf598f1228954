import { describe, expect, it } from '@jest/globals';
import { letterOf } from './letter.ts';
import { articlesContent as articles } from './sample-content.ts';

const setting = { zone: 'Europe/Berlin', statusUrl: 'https://www.krefeld.example/vormerkung?a=1&b=2' };
describe('articles', () => {
  it('come as text and page with headings and lists', () => {
    const { subject, text, html } = letterOf({ template: 'articles', citizen: {}, content: articles }, setting);
    expect(subject).toBe('Informationen der Stadt Krefeld: Geburtsurkunde & mehr');
    expect(text).toContain(
      'Geburtsurkunde & mehr\n=====================\n\nSie beantragen sie online.\n\nUnterlagen\n----------\n\n' +
        '- Pass\n- Antrag: https://a.example/x_y_z\n\nStand 2026 <b>\n',
    );
    expect(html).toMatch(
      /<h2[^>]*>Geburtsurkunde &amp; mehr<\/h2>\n<p>Sie beantragen sie online\.<\/p>\n<h3[^>]*>Unterlagen/,
    );
    expect(html).toContain('<ul>\n<li>Pass</li>');
    expect(html).toContain('Stand 2026 &lt;b&gt;');
  });
});
