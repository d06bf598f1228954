import type { ArticleCopy } from '@serviceportal/shared/article-copy';
import { CallAggregate, Id, PersonId, Slug } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { Email } from '@serviceportal/shared/identity';
import { derivedUuid } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { requestArticles } from '../domain/article-mail.ts';
import { articlesRequested } from '../facts.ts';
import { requireSendable } from './known-articles.ts';

const ArticleIds = z
  .array(Slug)
  .min(1)
  .max(5)
  .superRefine((ids, context) => {
    for (const [index, id] of ids.entries()) {
      if (ids.indexOf(id) < index) context.addIssue({ code: 'custom', message: 'is there twice', path: [index] });
    }
  });

/** Knowledge for the caller to read: notify looks the articles up and writes the mail. */
export function articleMailOperation({ log, clock, logger }: Service, articles: ArticleCopy): Operation {
  const calls = log.aggregate(CallAggregate);
  const today = () => clock.now().toZonedDateTimeISO(clock.zone).toPlainDate().toString();
  return operation({
    name: 'mail-articles',
    method: 'post',
    path: '/calls/:callId/mail',
    command: 'mail',
    summary: 'The caller wants these articles by mail; also after the call',
    params: z.strictObject({ callId: Id }),
    body: z.strictObject({
      agentId: PersonId.optional(),
      articleIds: ArticleIds,
      email: Email,
      language: z.enum(['de', 'en']).optional(),
    }),
    answers: { 202: z.object({ mailId: Id }) },
    refusals: ['not-found', 'conflict', 'unprocessable', 'unavailable'],
  }).handledBy(async ({ params: { callId }, body: { agentId: _, ...wanted }, cause, actor, worker }) => {
    const mailId = derivedUuid(`articles\n${callId}\n${cause.id}`);
    const { repeated } = await calls.handle(callId, { cause, actor, worker }, (call, by) => {
      // Inside, so that a repeat gets its answer also when an article was retired since.
      requireSendable(articles, wanted.articleIds, today());
      return requestArticles({ ...wanted, mailId }, call, by, formatTimestamp(clock.now(), clock.zone));
    });
    if (!repeated) articlesRequested(logger, { callId, mailId, articles: wanted.articleIds.length });
    return { status: 202, body: { mailId } };
  });
}
