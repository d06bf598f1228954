import { MailQueued } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Delivery } from '../delivery.ts';
import { undeliverableTaskOf } from '../domain/task.ts';
import type { Notify } from '../notify.ts';
import { settleInBook } from '../task-book.ts';

/** A mail is to be sent. One that somebody sends again by hand needs no other way to the citizen for now. */
export function onMailQueued(notify: Notify, delivery: Delivery): Reaction {
  return react(MailQueued, async ({ data: { mail, retriedFailure } }, context) => {
    const draft = retriedFailure === undefined ? undefined : undeliverableTaskOf(mail, retriedFailure);
    if (draft) await settleInBook(notify, { draft, expected: true }, 'sent-again', context);
    await delivery.deliver(mail.mailId, mail.revision, context);
  });
}
