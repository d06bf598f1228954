import { Id, PersonId } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { articleRated } from '../facts.ts';
import { type Gaps, readToldQuery } from '../gaps.ts';
import { ArticleParams, isVisible } from './article-answer.ts';

/** The words of a search as it was made; numbers and addresses in them are not kept. */
export const AskedQuery = z.string().max(10_000).describe('What was looked for, as it was typed');

const FeedbackBody = z.strictObject({
  helped: z.boolean(),
  query: AskedQuery.optional().describe('What was looked for when the article was found; else its title stands for it'),
  callId: Id.optional().describe('The call it was about'),
  agentId: PersonId.optional(),
});

/** Whether an article helped. What did not help becomes a gap, under the words it was looked for. */
export function feedbackOperations(
  { logger }: Pick<Service, 'logger'>,
  articles: ArticleCopy,
  gaps: Gaps,
): Operation[] {
  return [
    operation({
      name: 'feedback',
      method: 'post',
      path: '/articles/:articleId/feedback',
      command: 'feedback',
      summary: 'Whether an article helped',
      params: ArticleParams,
      body: FeedbackBody,
      answers: { 204: null },
      refusals: ['not-found'],
    }).handledBy(async ({ params: { articleId }, body: { helped, query = '', callId }, cause, actor, reach }) => {
      const article = articles.get(articleId);
      if (!article || !isVisible(article, reach)) throw refuse('not-found', 'There is no article with this id.');
      const { departmentId, topicId, revision } = article;
      const context = { cause, actor, ...(callId && { correlationId: callId }) };
      const told = readToldQuery(query) ?? (helped ? undefined : readToldQuery(article.title));
      if (told && helped) await gaps.help(told.gapId, { articleId, callId }, context);
      else if (told) {
        await gaps.miss({ ...told, articles: [{ articleId, revision }], departmentId, topicId, callId }, context);
      }
      articleRated(logger, { department: departmentId, helped: String(helped), articleId, revision });
      return { status: 204 };
    }),
  ];
}
