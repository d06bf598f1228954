import { MailFailed } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import { lookAgain } from '../delivery.ts';
import { undeliverableTaskOf } from '../domain/task.ts';
import type { Notify } from '../notify.ts';
import { openInBook } from '../task-book.ts';

/** A mail about a Vormerkung that can't be delivered is a task for the department; one that may pass gets its timer. */
export function onMailFailed(notify: Notify): Reaction {
  return react(MailFailed, async ({ data: { mail, permanent } }, context) => {
    if (!permanent) return lookAgain(notify, mail.mailId, mail.revision);
    const draft = undeliverableTaskOf(mail, mail.revision);
    if (draft) await openInBook(notify, draft, context);
  });
}
