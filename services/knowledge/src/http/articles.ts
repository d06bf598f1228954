import { CalendarDate, Slug } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { dayAt } from '../domain/validity.ts';
import { answerOf, ArticleAnswer, ArticleParams, etagOf, isVisible } from './article-answer.ts';

const ArticlesQuery = PageQuery.extend({
  departmentId: Slug.optional(),
  reviewBefore: CalendarDate.optional().describe('Only those to be reviewed before this day'),
  cursor: PageQuery.shape.cursor.pipe(Slug.optional()),
});

/** Reading articles; both from memory, so also without the database. */
export function articleOperations({ clock }: Pick<Service, 'clock'>, articles: ArticleCopy): Operation[] {
  const today = () => dayAt(clock.now(), clock.zone);
  return [
    operation({
      name: 'articles',
      method: 'get',
      path: '/articles',
      command: 'articles',
      summary: 'Articles in use, by id; also those that are no longer valid, marked',
      query: ArticlesQuery,
      answers: { 200: z.object({ items: z.array(ArticleAnswer), nextCursor: z.string().optional() }) },
      perMinute: 6_000,
    }).handledBy(({ query: { departmentId, reviewBefore, limit = 50, cursor = '' }, reach }) => {
      const wanted = articles
        .all()
        .filter(
          (article) =>
            article.articleId > cursor &&
            isVisible(article, reach) &&
            (!departmentId || article.departmentId === departmentId) &&
            (!reviewBefore || (article.reviewBy !== undefined && article.reviewBy < reviewBefore)),
        );
      const day = today();
      const items = wanted.slice(0, limit).map((article) => answerOf(article, day, reach));
      const more = wanted.length > limit && { nextCursor: items.at(-1)?.articleId };
      return Promise.resolve({ status: 200, body: { items, ...more } });
    }),
    operation({
      name: 'article',
      method: 'get',
      path: '/articles/:articleId',
      command: 'article',
      summary: 'One article',
      params: ArticleParams,
      answers: { 200: ArticleAnswer },
      refusals: ['not-found'],
      perMinute: 6_000,
    }).handledBy(({ params: { articleId }, reach }) => {
      const article = articles.get(articleId);
      if (!article || !isVisible(article, reach)) throw refuse('not-found', 'There is no article with this id.');
      return Promise.resolve({ status: 200, body: answerOf(article, today(), reach), headers: etagOf(article) });
    }),
  ];
}
