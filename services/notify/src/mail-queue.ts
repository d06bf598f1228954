import type { Context } from '@serviceportal/shared/log';
import { Temporal } from '@serviceportal/shared/time';
import { failUnsent, type MailDraft, queueMail } from './domain/mail.ts';
import { ticketIdOf } from './domain/mail-content.ts';
import { timestampOf } from './domain/moment.ts';
import { mailFailed, mailQueued, mailThrottled } from './facts.ts';
import type { MailSlots } from './mail-slots.ts';
import type { Notify } from './notify.ts';

/** Where reactions put their mails. */
export interface MailQueue {
  /** Queues the mail unless there is one of that id; later where its recipient has had many within the hour. */
  add(draft: MailDraft, context: Context): Promise<void>;
  /** Lists the mail as failed for good, since there is nothing to send; `kind` says why. */
  fail(draft: MailDraft, kind: string, context: Context): Promise<void>;
}

const HELD_BACK = { heldBack: 'many-mails' } as const;

export function createMailQueue(
  { mails, logger, now }: Pick<Notify, 'mails' | 'logger' | 'now'>,
  slots: MailSlots,
): MailQueue {
  return {
    async add(draft, context) {
      const { mailId, template } = draft;
      const slot = slots.reserve(draft);
      const waits = slot !== undefined && Temporal.Instant.compare(slot, now().toInstant()) > 0;
      const notBefore = waits ? timestampOf(slot.toZonedDateTimeISO(now().timeZoneId)) : draft.notBefore;
      const { repeated } = await mails.handle(mailId, context, (current) =>
        queueMail({ ...draft, ...(notBefore && { notBefore }), ...(waits && HELD_BACK) }, current, now()),
      );
      if (repeated) return;
      mailQueued(logger, { template, mailId, ticketId: ticketIdOf(draft.content) });
      if (notBefore !== draft.notBefore) mailThrottled(logger, { template, mailId });
    },
    async fail(draft, kind, context) {
      const { mailId, template } = draft;
      const { repeated } = await mails.handle(mailId, context, (current) =>
        failUnsent(draft, { kind }, current, now()),
      );
      if (!repeated) mailFailed(logger, { kind, permanent: 'true', template, mailId, tries: 0 });
    },
  };
}
