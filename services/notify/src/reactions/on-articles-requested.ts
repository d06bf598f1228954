import { ArticlesRequested } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { cityContactsOf } from '../contacts.ts';
import { articlesMailOf } from '../domain/articles-mail.ts';
import { isArticlesContent } from '../domain/mail-content.ts';
import { mailNotWritten } from '../facts.ts';
import type { Notify } from '../notify.ts';

/**
 * A caller gets the articles by mail, as they stand now. Those that may not be sent any more stand in the list of mails;
 * where that holds for all of them, the mail stands there as failed.
 */
export function onArticlesRequested({ queue, articles, directory, setting, logger, now }: Notify): Reaction {
  return react(ArticlesRequested, async ({ data: { mailId, articleIds, citizen, call } }, context) => {
    const wanted = articleIds.map((articleId) => ({ articleId, article: articles.article(articleId) }));
    const draft = articlesMailOf({ mailId, citizen, call }, wanted, cityContactsOf(directory), setting, now());
    if (!draft) return mailNotWritten(logger, { template: 'articles', why: 'no-address', mailId, callId: call.callId });
    const isEmpty = isArticlesContent(draft.content) && draft.content.articles.length === 0;
    return isEmpty ? queue.fail(draft, 'no-article', context) : queue.add(draft, context);
  });
}
