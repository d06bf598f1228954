import { Gap } from '@serviceportal/shared/contracts';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { answersTo, type FoundArticle } from '../domain/gap.ts';
import type { ListedGap } from '../view/gaps.ts';

/** So many hits are looked at, by the agent and here. */
const LOOKED_AT = 5;

/** A gap as an editor sees it. */
export const GapAnswer = Gap.omit({ articles: true, revision: true })
  .extend({
    count: z.number().int().positive().describe('`notFound` and `notHelped` together'),
    articleIds: z.array(z.string()).describe('Articles that were found and did not help'),
    answeredBy: z
      .array(z.object({ articleId: z.string(), title: z.string() }))
      .optional()
      .describe('What a search finds today that is new or was changed since: perhaps the gap is closed'),
  })
  .meta({ id: 'Gap' });
type GapAnswer = z.infer<typeof GapAnswer>;

/** The articles a search finds on `day`, the first few, as they are. */
export function findNow(q: string, articles: ArticleCopy, day: string): FoundArticle[] {
  const { hits } = articles.index.search({ q, limit: LOOKED_AT, audience: 'internal', on: day });
  return hits.flatMap(({ articleId }) => {
    const article = articles.get(articleId);
    return article ? [{ articleId, revision: article.revision }] : [];
  });
}

/** The gap with what answers it on `day`. */
export function answerOf(gap: ListedGap, articles: ArticleCopy, day: string): GapAnswer {
  const answers = answersTo(gap, findNow(gap.query, articles, day));
  const answeredBy = answers.map((articleId) => ({ articleId, title: articles.get(articleId)?.title ?? '' }));
  return {
    ...gap,
    articleIds: gap.articles.map(({ articleId }) => articleId),
    ...(answeredBy.length > 0 && { answeredBy }),
  };
}
