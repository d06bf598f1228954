import { Article, ArticleAggregate } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import { type Log, parsed, type StoredMessage } from '@serviceportal/shared/log';
import { createSearchIndex, type SearchIndex } from './search/search-index.ts';

/** Every article in this replica's memory, searchable, level with the log. */
export interface ArticleCopy {
  /** Resolves once everything stored before the start is in. */
  readonly loaded: Promise<void>;
  readonly index: Pick<SearchIndex, 'search' | 'refresh'>;
  /** Whether there ever was such an article; it may be retired. */
  knows(articleId: string): boolean;
  /** The article unless there is none or it was retired. */
  get(articleId: string): Article | undefined;
  /** Those in use, by id. */
  all(): readonly Article[];
  /** Takes a revision that this replica has just written, so that its next answer knows it; an older one is ignored. */
  take(article: Article): void;
}

export function followArticles(log: Log): ArticleCopy {
  const index = createSearchIndex();
  const byId = new Map<string, Article>();
  let inUse: readonly Article[] | undefined;

  function take(article: Article): void {
    const { articleId, revision } = article;
    if (revision <= (byId.get(articleId)?.revision ?? 0)) return;
    byId.set(articleId, article);
    inUse = undefined;
    if (article.retired) index.remove(articleId, revision);
    else index.put(article);
  }

  const { loaded } = log.follow('KNOWLEDGE', [ArticleAggregate.subjects], (message) => take(readArticle(message)));

  return {
    loaded,
    index,
    knows: (articleId) => byId.has(articleId),
    get(articleId) {
      const article = byId.get(articleId);
      return article?.retired ? undefined : article;
    },
    all: () =>
      (inUse ??= [...byId.values()]
        .filter((article) => !article.retired)
        .sort((a, b) => (a.articleId < b.articleId ? -1 : 1))),
    take,
  };
}

/** Throws `Permanent` for what is no article: the copy skips it, since one bad message must not end every search. */
function readArticle({ subject, envelope }: StoredMessage): Article {
  const article = parsed(Article, envelope.data[ArticleAggregate.name], 'bad-data');
  if (ArticleAggregate.filter(article.articleId) === subject) return article;
  throw new Permanent('bad-data', 'the article is not the one its subject names');
}
