import { z } from 'zod';
import { defineAggregate, defineEvent } from './define.ts';
import { CalendarDate, Slug } from './values.ts';

/** What an agent reads to a caller, and the homepage shows where the audience is public. */
export const Article = z.object({
  articleId: Slug,
  title: z.string(),
  body: z.string().describe('Markdown'),
  topicId: Slug,
  departmentId: Slug,
  keywords: z.array(z.string()),
  fees: z.string().optional(),
  documents: z.array(z.string()).optional(),
  links: z.array(z.object({ label: z.string(), url: z.url() })).optional(),
  audience: z.enum(['public', 'internal']),
  language: z.enum(['de', 'en']),
  reviewBy: CalendarDate.optional(),
  validUntil: CalendarDate.optional().describe('The last day it holds; from the next on no search finds it'),
  internalNote: z.string().optional().describe('For agents and editors: never shown or sent to citizens'),
  sample: z.boolean().optional(),
  retired: z.boolean().optional(),
  revision: z.number().int().positive(),
});
export type Article = z.infer<typeof Article>;

/** Whether citizens may be sent it on `today` (`2026-11-23`). */
export function mayBeSent({ audience, retired, validUntil }: Article, today: string): boolean {
  return audience === 'public' && !retired && (validUntil === undefined || today <= validUntil);
}

export const ArticleAggregate = defineAggregate({
  name: 'article',
  stream: 'KNOWLEDGE',
  state: Article,
  idOf: (article) => article.articleId,
  filter: (articleId) => `knowledge.article.${articleId}`,
  subject: (article) => `knowledge.article.${article.articleId}`,
  subjects: 'knowledge.article.*',
});

export const ArticlePublished = defineEvent('ArticlePublished', {
  version: 1,
  summary: 'An editor published a new revision of an article.',
  aggregate: ArticleAggregate,
});

export const ArticleRetired = defineEvent('ArticleRetired', {
  version: 1,
  summary: 'An article is no longer to be used.',
  aggregate: ArticleAggregate,
});
