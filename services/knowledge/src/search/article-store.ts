import { articleImpacts, articleWords } from './article-fields.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';
import { createPostings } from './postings.ts';
import type { Question } from './question.ts';
import type { SearchableArticle } from './searchable-article.ts';
import { stem } from './stem.ts';

/** The articles with their words and postings. */
export interface ArticleStore {
  readonly lexicon: Lexicon;
  readonly size: number;
  get(articleId: string): SearchableArticle | undefined;
  /** Takes in new states of articles; undefined takes the article out. */
  apply(changes: ReadonlyMap<string, SearchableArticle | undefined>): void;
  /** The articles that answer the question and may be shown, best first. */
  best(
    question: Question,
    most: number,
    mayBeShown: (article: SearchableArticle) => boolean,
  ): { article: SearchableArticle; score: number }[];
}

export function createArticleStore(): ArticleStore {
  const articles = new Map<string, SearchableArticle>();
  const lexicon = createLexicon();
  const postings = createPostings();

  function index(article: SearchableArticle): void {
    postings.remove(article.articleId);
    postings.add(article.articleId, articleImpacts(article, lexicon));
  }

  /** Articles whose compounds are now taken apart otherwise than when they were indexed. */
  function outdated(): Set<string> {
    return new Set(lexicon.changedCompounds().flatMap((word) => postings.keysWith(stem(word))));
  }

  return {
    lexicon,
    get size() {
      return articles.size;
    },
    get: (articleId) => articles.get(articleId),
    apply(changes) {
      for (const [articleId, article] of changes) {
        const before = articles.get(articleId);
        if (before !== undefined) {
          lexicon.forget(articleWords(before));
          postings.remove(articleId);
          articles.delete(articleId);
        }
        if (article !== undefined) lexicon.learn(articleWords(article));
      }
      for (const articleId of outdated()) {
        const article = articles.get(articleId);
        if (article !== undefined) index(article);
      }
      for (const [articleId, article] of changes) {
        if (article === undefined) continue;
        articles.set(articleId, article);
        index(article);
      }
    },
    best({ words }, most, mayBeShown) {
      const admit = (articleId: string): boolean => {
        const article = articles.get(articleId);
        return article !== undefined && mayBeShown(article);
      };
      return postings.best(words, most, admit).flatMap(({ key, score }) => {
        const article = articles.get(key);
        return article === undefined ? [] : [{ article, score }];
      });
    },
  };
}
