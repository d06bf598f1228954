import { z } from 'zod';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { Id, Slug, Timestamp } from './values.ts';

/**
 * What was looked for in vain: all searches whose telling words have the same stems are one gap. Numbers and addresses
 * are taken out of the words before they get here.
 */
export const Gap = z.object({
  gapId: Id.describe('Derived from the stems of the telling words'),
  query: z.string().describe('As it was asked first'),
  examples: z.array(z.string()).describe('The first few ways it was asked, that one included'),
  notFound: z.number().int().nonnegative().describe('How often nothing was found'),
  notHelped: z.number().int().nonnegative().describe('How often something was found that did not help'),
  helped: z.number().int().nonnegative().describe('How often an article did help since it became a gap'),
  articles: z
    .array(z.object({ articleId: Slug, revision: z.number().int().positive() }))
    .describe('The latest articles that did not help, and what revision they were then'),
  departmentId: Slug.optional().describe('The latest department that was named'),
  topicId: Slug.optional(),
  firstAt: Timestamp,
  lastAt: Timestamp.describe('When it was last looked for in vain'),
  erasedAt: ErasedAt.describe('When the words were forgotten; searched for in vain again, it gets new ones'),
  revision: z.number().int().positive(),
});
export type Gap = z.infer<typeof Gap>;

export const GapAggregate = defineAggregate({
  name: 'gap',
  stream: 'GAPS',
  state: Gap,
  idOf: (gap) => gap.gapId,
  filter: (gapId) => `gaps.${gapId}`,
  subject: (gap) => `gaps.${gap.gapId}`,
  subjects: 'gaps.*',
  beginsAnew: true,
});

export const SearchMissed = defineEvent('SearchMissed', {
  version: 1,
  summary: 'Somebody said that a search found nothing, or that what it found did not help.',
  aggregate: GapAggregate,
  data: { how: z.enum(['not-found', 'not-helped']), callId: Id.optional() },
});

export const SearchHelped = defineEvent('SearchHelped', {
  version: 1,
  summary: 'Somebody said that an article did help where searches had been in vain before.',
  aggregate: GapAggregate,
  data: { articleId: Slug, callId: Id.optional() },
});

export const GapClosed = defineEvent('GapClosed', {
  version: 1,
  summary: 'An editor is done with a gap; searched for in vain again, it begins anew.',
  aggregate: GapAggregate,
});

export const GapErased = defineEvent('GapErased', {
  version: 1,
  summary: 'The words are forgotten, since a name may stand in them; how often it was looked for in vain stays.',
  aggregate: GapAggregate,
  data: erasureData,
});
