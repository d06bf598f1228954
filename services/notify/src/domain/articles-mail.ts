import { type Article, type Call, type Citizen, mayBeSent } from '@serviceportal/shared/contracts';
import type { MailDraft } from './mail.ts';
import { type Now } from './moment.ts';
import type { Contacts, MailSetting } from './ticket-mail.ts';

/** What the caller asked for. */
interface ArticlesWish {
  readonly mailId: string;
  readonly citizen: Citizen;
  readonly call: Pick<Call, 'callId'>;
}

/** An article that was asked for; `article` is undefined where there is none. */
interface WantedArticle {
  readonly articleId: string;
  readonly article: Article | undefined;
}

/**
 * The mail with the articles a caller asked for, as they stand now: what is not for the public, retired, outdated or
 * unknown is `missing` in it, perhaps everything. `undefined` where there is no address (any more).
 */
export function articlesMailOf(
  { mailId, citizen: { email, language }, call: { callId } }: ArticlesWish,
  wanted: readonly WantedArticle[],
  { hotlineNumber, cityName }: Pick<Contacts, 'hotlineNumber' | 'cityName'>,
  { domain }: MailSetting,
  now: Now,
): MailDraft | undefined {
  const today = now.toPlainDate().toString();
  if (email === undefined) return undefined;
  const shown = wanted.flatMap(({ article }) => (article && mayBeSent(article, today) ? [article] : []));
  const missing = wanted.map(({ articleId }) => articleId).filter((id) => !shown.some((each) => each.articleId === id));
  return {
    mailId,
    template: 'articles',
    citizen: { email, language },
    content: {
      kind: 'articles',
      callId,
      hotlineNumber,
      cityName,
      articles: shown.map((article) => ({
        articleId: article.articleId,
        title: article.title,
        body: bodyOf(article),
      })),
      ...(missing.length > 0 && { missing }),
    },
    messageId: `<articles.${mailId}@${domain}>`,
  };
}

const LABELS = {
  de: { documents: 'Mitbringen', fees: 'Gebühren', links: 'Weitere Informationen' },
  en: { documents: 'Please bring', fees: 'Fees', links: 'Further information' },
} as const;

/** The article as one text: what stands beside its body (documents, fees, links) goes below it. */
function bodyOf({ body, fees, documents = [], links = [], language }: Article): string {
  const labels = LABELS[language];
  return [
    body.trim(),
    ...(documents.length ? [`**${labels.documents}:**`, documents.map((each) => `- ${each}`).join('\n')] : []),
    ...(fees ? [`**${labels.fees}:** ${fees}`] : []),
    ...(links.length ? [`**${labels.links}:**`, links.map(({ label, url }) => `- [${label}](${url})`).join('\n')] : []),
  ].join('\n\n');
}
