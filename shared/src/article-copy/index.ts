import { type Article, ArticleAggregate } from '../contracts/index.ts';
import { Unavailable } from '../errors.ts';
import { collect, type Log } from '../log/index.ts';

/** The knowledge base's articles as they stand now, in memory. */
export interface ArticleCopy {
  /** `undefined` where there is none; `Unavailable` before the first load. */
  article(articleId: string): Article | undefined;
}

export function followArticles(log: Log): ArticleCopy {
  const articles = collect(ArticleAggregate);
  const copy = log.follow('KNOWLEDGE', [ArticleAggregate.subjects], (message) => articles.take(message));
  return {
    article(articleId) {
      if (!copy.isLoaded()) throw new Unavailable('the articles are not loaded yet');
      return articles.byId.get(articleId);
    },
  };
}
