import { ArticlesRequested } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { cityContactsOf } from '../contacts.ts';
import { articlesMailOf } from '../domain/articles-mail.ts';
import { mailNotWritten } from '../facts.ts';
import type { Notify } from '../notify.ts';

/** A caller gets the articles by mail, as they stand now. Without one that the public may read there is no mail. */
export function onArticlesRequested({ queue, articles, directory, setting, logger, now }: Notify): Reaction {
  return react(ArticlesRequested, async ({ data: { mailId, articleIds, citizen, call } }, context) => {
    const wanted = articleIds.map((articleId) => articles.article(articleId));
    const draft = articlesMailOf({ mailId, citizen, call }, wanted, cityContactsOf(directory), setting, now());
    if (draft) return queue.add(draft, context);
    const why = citizen.email === undefined ? 'no-address' : 'no-public-article';
    mailNotWritten(logger, { template: 'articles', why, mailId, callId: call.callId });
  });
}
