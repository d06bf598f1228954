import { isValidOn } from '../domain/validity.ts';
import { createArticleStore } from './article-store.ts';
import { understand, type Question } from './question.ts';
import { snippetOf } from './snippet.ts';
import type { SearchableArticle } from './searchable-article.ts';
import { termsOf } from './terms.ts';

export type { SearchableArticle };

interface SearchRequest {
  readonly q: string;
  /** At most this many hits, 10 unless told; never more than 50. */
  readonly limit?: number;
  /** Only articles in this language (`de`). */
  readonly lang?: string;
  readonly departmentId?: string;
  /** Who asks: `internal` finds everything; `public`, also when left out, only what citizens may read. */
  readonly audience?: 'public' | 'internal';
  /** Only articles that are valid on this day (`2026-11-23`). */
  readonly on?: string;
}

interface SearchHit {
  readonly articleId: string;
  readonly title: string;
  /** Plain text out of the body, never markup. */
  readonly snippet: string;
  /** [start, end) UTF-16 offsets into the snippet of the words to highlight. */
  readonly highlights: [number, number][];
  /** Comparable within one answer only. */
  readonly score: number;
  readonly topicId: string;
  readonly departmentId: string;
  readonly validUntil?: string;
}

interface SearchAnswer {
  readonly hits: SearchHit[];
  /** The question as it was probably meant; present when a typing slip was put right to find the hits. */
  readonly corrected?: string;
}

/** All articles in memory, searchable. Updates may come twice and in any order: the highest revision wins. */
export interface SearchIndex {
  /** Takes a revision of an article; older ones than known are ignored. Cheap: the work is done by `refresh`. */
  put(article: SearchableArticle): void;
  /** Takes an article out. A revision up to `revision` (else up to the known one) that arrives later stays out. */
  remove(articleId: string, revision?: number): void;
  /** Does the indexing that is due; `search` does it too. Worth calling after loading many and before reporting ready. */
  refresh(): void;
  search(request: SearchRequest): SearchAnswer;
  readonly size: number;
}

const DEFAULT_LIMIT = 10;
const MOST_HITS = 50;

export function createSearchIndex(): SearchIndex {
  const revisions = new Map<string, number>();
  const due = new Map<string, SearchableArticle | undefined>();
  const store = createArticleStore();

  function refresh(): void {
    if (due.size === 0) return;
    store.apply(due);
    due.clear();
  }

  function hitOf(article: SearchableArticle, score: number, question: Question): SearchHit {
    const { articleId, title, topicId, departmentId, validUntil } = article;
    const { text, highlights } = snippetOf(article.body, (folded) => {
      const terms = termsOf(folded, store.lexicon.partsOf(folded));
      return question.words.findIndex((wanted) => terms.some((term) => wanted.terms.has(term)));
    });
    const rounded = Math.round(score * 1000) / 1000;
    return { articleId, title, snippet: text, highlights, score: rounded, topicId, departmentId, validUntil };
  }

  return {
    put(article) {
      if (article.revision <= (revisions.get(article.articleId) ?? -1)) return;
      revisions.set(article.articleId, article.revision);
      due.set(article.articleId, article);
    },
    remove(articleId, revision = revisions.get(articleId) ?? -1) {
      if (revision < (revisions.get(articleId) ?? 0)) return;
      revisions.set(articleId, revision);
      due.set(articleId, undefined);
    },
    refresh,
    search({ q, limit = DEFAULT_LIMIT, lang, departmentId, audience = 'public', on }) {
      refresh();
      const question = understand(q, store.lexicon);
      const mayBeShown = (article: SearchableArticle): boolean =>
        (audience === 'internal' || article.audience === 'public') &&
        (lang === undefined || article.language === lang) &&
        (on === undefined || isValidOn(on, article)) &&
        (departmentId === undefined || article.departmentId === departmentId);
      const best = store.best(question, Math.min(Math.max(1, limit), MOST_HITS), mayBeShown);
      const hits = best.map(({ article, score }) => hitOf(article, score, question));
      return hits.length > 0 && question.corrected !== undefined ? { hits, corrected: question.corrected } : { hits };
    },
    get size() {
      refresh();
      return store.size;
    },
  };
}
