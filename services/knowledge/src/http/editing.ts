import { type Article, ArticleAggregate, type Department, Slug } from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Aggregates } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { type ArticleDraft, ArticleFrontMatter, LONGEST_BODY } from '../domain/article-file.ts';
import { publishArticle, retireArticle } from '../domain/article.ts';
import { dayAt } from '../domain/validity.ts';
import { articlePublished, articleRetired } from '../facts.ts';
import { answerOf, ArticleAnswer, ArticleParams, etagOf } from './article-answer.ts';

const ArticleBody = ArticleFrontMatter.extend({
  articleId: Slug.optional(),
  body: z.string().trim().min(1).max(LONGEST_BODY),
  revision: z.int().positive().optional().describe('As it was read; the same as in If-Match'),
  expired: z.literal(true).optional().describe('As it was read; follows from validUntil'),
});
type ArticleBody = z.infer<typeof ArticleBody>;

/** Publishing and retiring articles. The answer is given once this replica's search knows the change. */
export function editingOperations(service: Service, articles: ArticleCopy): Operation[] {
  const aggregates = service.log.aggregate(ArticleAggregate);
  return [publishing(service, articles, aggregates), retiring(service, articles, aggregates)];
}

function publishing(service: Service, articles: ArticleCopy, aggregates: Aggregates<Article>): Operation {
  const { clock, logger } = service;
  return operation({
    name: 'publish-article',
    method: 'put',
    path: '/articles/:articleId',
    summary: 'A new revision of an article; without If-Match a new article',
    params: ArticleParams,
    body: ArticleBody,
    ifMatch: true,
    answers: { 200: ArticleAnswer },
    refusals: ['invalid', 'revision-mismatch'],
  }).handledBy(async ({ params: { articleId }, body, ifMatch, cause, actor, reach }) => {
    const draft = draftFrom(body, articleId, ifMatch);
    const department = departmentOf(draft, service);
    const { state, repeated } = await aggregates.handle(articleId, { cause, actor }, (current) =>
      publishArticle({ draft, expected: ifMatch, department }, current),
    );
    articles.take(state);
    if (!repeated) articlePublished(logger, { department: state.departmentId, articleId, revision: state.revision });
    return { status: 200, body: answerOf(state, dayAt(clock.now(), clock.zone), reach), headers: etagOf(state) };
  });
}

function retiring({ logger }: Service, articles: ArticleCopy, aggregates: Aggregates<Article>): Operation {
  return operation({
    name: 'retire-article',
    method: 'delete',
    path: '/articles/:articleId',
    summary: 'Takes an article out of use',
    params: ArticleParams,
    ifMatch: true,
    answers: { 204: null },
    refusals: ['not-found', 'revision-mismatch'],
  }).handledBy(async ({ params: { articleId }, ifMatch, cause, actor }) => {
    const { state, repeated } = await aggregates.handle(articleId, { cause, actor }, (current) =>
      retireArticle(ifMatch, current),
    );
    articles.take(state);
    if (!repeated) articleRetired(logger, { department: state.departmentId, articleId, revision: state.revision });
    return { status: 204 };
  });
}

/** The article without what only reading gives, after checking that it says the same as the address and `If-Match`. */
function draftFrom(
  { revision, expired: _followsFromValidUntil, ...written }: ArticleBody,
  articleId: string,
  ifMatch: number | undefined,
): ArticleDraft {
  if (written.articleId !== undefined && written.articleId !== articleId) {
    throw refuse('invalid', 'The id in the body is not the one in the address.', [
      { path: 'articleId', message: `must be ${articleId}` },
    ]);
  }
  if (revision !== undefined && revision !== ifMatch) {
    throw refuse('invalid', 'The revision in the body is not the one in If-Match.', [
      { path: 'revision', message: 'must be the one in If-Match, or be left out' },
    ]);
  }
  return { ...written, articleId };
}

function departmentOf({ departmentId }: ArticleDraft, { directory }: Service): Department | undefined {
  if (!directory.isLoaded()) throw new Unavailable('the directory is not loaded yet');
  return directory.department(departmentId);
}
