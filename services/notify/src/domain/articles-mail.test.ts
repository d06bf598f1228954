import { describe, expect, it } from '@jest/globals';
import type { Article, ArticlesMailContent } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { articlesMailOf } from './articles-mail.ts';

const now = Temporal.ZonedDateTime.from('2026-11-24T08:00:00+01:00[Europe/Berlin]');
const article: Article = {
  articleId: 'geburtsurkunde-beantragen',
  title: 'Geburtsurkunde beantragen',
  body: 'Online oder am Schalter.\n\n## Fristen\n\nKeine.\n',
  topicId: 'urkunden',
  departmentId: 'standesamt',
  keywords: ['Stammbuch'],
  fees: '14,00 €',
  documents: ['Personalausweis'],
  links: [{ label: 'Antrag', url: 'https://www.krefeld.example/antrag' }],
  audience: 'public',
  language: 'de',
  internalNote: 'Vor einer Auskunft prüfen.',
  revision: 3,
};
const wish = { mailId: 'm1', citizen: { email: 'erika@example.org', language: 'en' as const }, call: { callId: 'c1' } };
const city = { hotlineNumber: '02151 86-0', cityName: 'Krefeld' };

const wantedOf = (articles: (Article | undefined)[]) =>
  articles.map((each) => ({ articleId: each?.articleId ?? 'unbekannt', article: each }));
const mailWith = (articles: (Article | undefined)[], citizen: { email?: string } = wish.citizen) =>
  articlesMailOf({ ...wish, citizen }, wantedOf(articles), city, { domain: 'krefeld.example', isProtected: true }, now);

describe('articles for a caller', () => {
  it('go with what stands beside them: documents, fees, links', () => {
    const mail = mailWith([article])!;
    expect(mail).toMatchObject({ mailId: 'm1', template: 'articles', messageId: '<articles.m1@krefeld.example>' });
    expect((mail.content as ArticlesMailContent).articles).toEqual([
      {
        articleId: article.articleId,
        title: article.title,
        body:
          'Online oder am Schalter.\n\n## Fristen\n\nKeine.\n\n**Mitbringen:**\n\n- Personalausweis\n\n' +
          '**Gebühren:** 14,00 €\n\n**Weitere Informationen:**\n\n- [Antrag](https://www.krefeld.example/antrag)',
      },
    ]);
  });

  it.each([
    ['is internal', { ...article, audience: 'internal' as const }],
    ['is retired', { ...article, retired: true }],
    ['was valid until yesterday', { ...article, validUntil: '2026-11-23' }],
    ['nobody knows', undefined],
  ])('leave out one that %s, and name it as missing', (_why, found) => {
    const hidden = found && { ...found, articleId: 'verborgen' };
    const missing = [hidden?.articleId ?? 'unbekannt'];
    expect(mailWith([hidden])!.content).toMatchObject({ articles: [], missing });
    expect((mailWith([hidden, article])!.content as ArticlesMailContent).articles).toHaveLength(1);
    expect(mailWith([hidden, article])!.content).toMatchObject({ missing });
  });

  it('go on their last day, and to nobody without an address', () => {
    const { content } = mailWith([{ ...article, validUntil: '2026-11-24' }])!;
    expect(content).toMatchObject({ articles: [{ articleId: article.articleId }] });
    expect(content).not.toHaveProperty('missing');
    expect(mailWith([article], {})).toBeUndefined();
  });
});
