import type { Reach } from '@serviceportal/shared/access';
import { Article, Slug } from '@serviceportal/shared/contracts';
import { z } from 'zod';
import { isValidOn } from '../domain/validity.ts';

export const ArticleParams = z.strictObject({ articleId: Slug });

/** An article as this service shows it. */
export const ArticleAnswer = Article.omit({ retired: true })
  .extend({
    expired: z.literal(true).optional().describe('Its last valid day is over: not to be told to anyone'),
  })
  .meta({ id: 'Article' });
type ArticleAnswer = z.infer<typeof ArticleAnswer>;

/** An article that is not for the public looks to the public as if it were not there. */
export function isVisible({ audience }: Article, { others }: Reach): boolean {
  return audience === 'public' || others === 'whole';
}

/** The article as it stands on `day`, to the public without what is meant for agents. */
export function answerOf(article: Article, day: string, { others }: Reach): ArticleAnswer {
  const { internalNote, ...rest } = article;
  const shown = others === 'whole' ? { ...rest, internalNote } : rest;
  return isValidOn(day, article) ? shown : { ...shown, expired: true };
}

/** For the next change's `If-Match`. */
export function etagOf({ revision }: Article): { ETag: string } {
  return { ETag: `"${revision}"` };
}
