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

/**
 * The mail with the articles a caller asked for, as they stand now; `undefined` where nobody may have any of them: what
 * is not for the public, retired, outdated or unknown stays out.
 */
export function articlesMailOf(
  { mailId, citizen: { email, language }, call: { callId } }: ArticlesWish,
  articles: readonly (Article | undefined)[],
  { hotlineNumber, cityName }: Pick<Contacts, 'hotlineNumber' | 'cityName'>,
  { domain }: MailSetting,
  now: Now,
): MailDraft | undefined {
  const today = now.toPlainDate().toString();
  const shown = articles.filter((article) => article !== undefined).filter((article) => mayBeSent(article, today));
  if (email === undefined || shown.length === 0) return undefined;
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
