import { type Gap, GapClosed, GapErased, SearchHelped, SearchMissed } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';

/** An article that was found, as it was then. */
export type FoundArticle = Gap['articles'][number];

/** A search in vain. `articles` are those it found, none for one that found nothing. */
export interface Miss {
  readonly gapId: string;
  /** What may be kept of the words. */
  readonly query: string;
  readonly articles: readonly FoundArticle[];
  readonly departmentId?: string | undefined;
  readonly topicId?: string | undefined;
  readonly callId?: string | undefined;
}

const MOST_EXAMPLES = 5;
const MOST_ARTICLES = 10;

/** Counts a search in vain at `now` (text in the city's zone). */
export function countMiss(miss: Miss, current: Gap | undefined, now: string): Decision<Gap> {
  const { gapId, query, articles, callId } = miss;
  const how = articles.length === 0 ? 'not-found' : 'not-helped';
  const before = current && isOpen(current) ? withWords(current, query) : { ...EMPTY, gapId, query, firstAt: now };
  return happened(
    SearchMissed,
    {
      ...before,
      ...(miss.departmentId && { departmentId: miss.departmentId, topicId: miss.topicId }),
      examples: withExample(before.examples, query),
      articles: withArticles(before.articles, articles),
      notFound: before.notFound + (how === 'not-found' ? 1 : 0),
      notHelped: before.notHelped + (how === 'not-helped' ? 1 : 0),
      lastAt: now,
    },
    { how, callId },
  );
}

/** Counts that an article helped where searches had been in vain. */
export function countHelp(
  { articleId, callId }: { articleId: string; callId?: string | undefined },
  current: Gap,
): Decision<Gap> {
  if (!isOpen(current)) return alreadyDone;
  const open = withWords(current, '');
  return happened(SearchHelped, { ...open, helped: open.helped + 1 }, { articleId, callId });
}

/** Those of the articles found now that nobody has yet called no help: new ones, and those changed since. */
export function answersTo({ articles }: Pick<Gap, 'articles'>, found: readonly FoundArticle[]): string[] {
  const tried = new Map(articles.map(({ articleId, revision }) => [articleId, revision]));
  return found
    .filter(({ articleId, revision }) => revision > (tried.get(articleId) ?? 0))
    .map(({ articleId }) => articleId);
}

/** Nobody looked for it in vain since `before`: its words are forgotten, its counts stay. `at` is the time in the city. */
export function eraseAgedGap(current: Gap | undefined, before: Temporal.Instant, at: string): Decision<Gap> {
  if (!current) return refuse('not-found', 'There is no gap with this id.');
  if (current.erasedAt !== undefined || Temporal.Instant.compare(current.lastAt, before) >= 0) return alreadyDone;
  return happened(GapErased, { ...current, query: '', examples: [], erasedAt: at }, { why: 'age' });
}

/** A gap whose words were forgotten has those it is asked by now. */
function withWords({ erasedAt, ...gap }: Gap, query: string): Omit<Gap, 'erasedAt'> {
  return erasedAt === undefined ? gap : { ...gap, query };
}

/** An editor is done with it: neither words nor counts are kept. */
export function closeGap(current: Gap | undefined): Decision<Gap> {
  if (!current) return refuse('not-found', 'There is no gap with this id.');
  const { gapId, firstAt, lastAt } = current;
  return isOpen(current) ? happened(GapClosed, { ...EMPTY, gapId, query: '', firstAt, lastAt }) : alreadyDone;
}

function isOpen({ notFound, notHelped }: Gap): boolean {
  return notFound + notHelped > 0;
}

const EMPTY = { notFound: 0, notHelped: 0, helped: 0, examples: [] as string[], articles: [] as FoundArticle[] };

function withExample(examples: readonly string[], query: string): string[] {
  const known = examples.some((example) => example.toLowerCase() === query.toLowerCase());
  return known || examples.length >= MOST_EXAMPLES ? [...examples] : [...examples, query];
}

/** The latest come last; of one article the newest revision counts. */
function withArticles(known: readonly FoundArticle[], found: readonly FoundArticle[]): FoundArticle[] {
  const byId = new Map(known.map((article) => [article.articleId, article]));
  for (const article of found) {
    const before = byId.get(article.articleId);
    byId.delete(article.articleId);
    byId.set(article.articleId, before && before.revision > article.revision ? before : article);
  }
  return [...byId.values()].slice(-MOST_ARTICLES);
}
