import { ArticleAggregate } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Context } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import type { ArticleCopy } from './article-copy.ts';
import type { ArticleDraft } from './domain/article-file.ts';
import { seedArticle } from './domain/article.ts';

const AT_ONCE = 50;
/** Always the same: what is seeded again into a log that was lost is known to be what was seeded before. */
const SEEDING = { id: 'city-folder' };

/** Writes the drafts where the log has no revision of them yet. Several replicas may do it at once. */
export async function seedArticles(
  { log, logger }: Service,
  drafts: readonly ArticleDraft[],
  articles: ArticleCopy,
): Promise<void> {
  const aggregates = log.aggregate(ArticleAggregate);
  const context: Context = { cause: SEEDING, actor: { type: 'service', id: log.service } };
  const missing = drafts.filter(({ articleId }) => !articles.knows(articleId));

  async function seed(draft: ArticleDraft): Promise<void> {
    try {
      const { state } = await aggregates.handle(draft.articleId, context, (current) => seedArticle(draft, current));
      articles.take(state);
    } catch (cause) {
      // What the log holds of this one is unreadable: the others are needed all the same.
      if (!(cause instanceof Permanent)) throw cause;
      logger.error({ err: cause, articleId: draft.articleId }, 'article cannot be read from the log');
    }
  }

  for (let from = 0; from < missing.length; from += AT_ONCE) {
    await Promise.all(missing.slice(from, from + AT_ONCE).map(seed));
  }
}
