import { CalendarDate, Slug } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { counter, histogram } from '@serviceportal/shared/telemetry';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import type { ArticleCopy } from '../article-copy.ts';
import { dayAt } from '../domain/validity.ts';

const SearchQuery = z.strictObject({
  q: z.string().max(10_000).default('').describe('A question or words, as they are said or while they are typed'),
  limit: PageQuery.shape.limit.describe('How many at most, 1 to 200; 10 unless told, never more than 50 are found'),
  lang: z.enum(['de', 'en']).optional(),
  departmentId: Slug.optional(),
  audience: z
    .enum(['public', 'internal'])
    .default('internal')
    .describe('`public`: only what citizens may read; more is found only by those who answer them'),
});

const SearchHit = z.object({
  articleId: Slug,
  title: z.string(),
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number(), z.number()])).describe('[from, to) of the words to mark in the snippet'),
  score: z.number(),
  topicId: Slug,
  departmentId: Slug,
  validUntil: CalendarDate.optional(),
});

const duration = histogram('search_seconds', 'How long a search took in this process');
const searches = counter('searches', 'Searches, by whether they found something', ['found']);

/** Searching; in memory, so it goes on whatever else is down. */
export function searchOperations({ clock }: Pick<Service, 'clock'>, articles: ArticleCopy): Operation[] {
  return [
    operation({
      name: 'search',
      method: 'get',
      path: '/search',
      command: 'search',
      summary: 'Valid articles that answer a question as citizens ask it, best first',
      query: SearchQuery,
      answers: {
        200: z.object({ hits: z.array(SearchHit), tookMs: z.number(), corrected: z.string().optional() }),
      },
      // A town hall full of agents who type, behind one address.
      perMinute: 6_000,
    }).handledBy(({ query, reach }) => {
      const began = performance.now();
      const audience = reach.others === 'whole' ? query.audience : 'public';
      const answer = articles.index.search({ ...query, audience, on: dayAt(clock.now(), clock.zone) });
      const tookMs = performance.now() - began;
      duration.observe(tookMs / 1000);
      searches.inc({ found: answer.hits.length > 0 ? 'yes' : 'no' });
      return Promise.resolve({ status: 200, body: { ...answer, tookMs: Math.round(tookMs * 100) / 100 } });
    }),
  ];
}
