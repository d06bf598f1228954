import type { ArticleCopy } from '@serviceportal/shared/article-copy';
import { type Article, mayBeSent } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';

/** Refuses, naming each, articles that agents can't have answered with: unknown or retired ones. */
export function requireInUse(articles: ArticleCopy, ids: readonly string[]): void {
  refuseOthers(articles, ids, { fits: ({ retired }) => !retired, message: 'is no article, or one that was retired' });
}

/** Refuses, naming each, articles that citizens may not be sent on `today` (`2026-11-23`). */
export function requireSendable(articles: ArticleCopy, ids: readonly string[], today: string): void {
  refuseOthers(articles, ids, {
    fits: (article) => mayBeSent(article, today),
    message: 'is no article that citizens may be sent',
  });
}

function refuseOthers(
  articles: ArticleCopy,
  ids: readonly string[],
  { fits, message }: { fits: (article: Article) => boolean; message: string },
): void {
  const errors = ids.flatMap((id, index) => {
    const article = articles.article(id);
    return article && fits(article) ? [] : [{ path: `articleIds.${index}`, message }];
  });
  const [first] = errors;
  if (first) throw refuse('invalid', `${first.path} ${message}`, errors);
}
