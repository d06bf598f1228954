import { type Mail, MailAggregate, MailQueued } from '@serviceportal/shared/contracts';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Log } from '@serviceportal/shared/log';
import type { Logger } from '@serviceportal/shared/telemetry';
import { Temporal } from '@serviceportal/shared/time';
import type { MailDraft } from './domain/mail.ts';
import type { Now } from './domain/moment.ts';
import { recipientOf } from './domain/recipient.ts';
import { dropSlot, isThrottled, nextSlot, putSlot, type Slot } from './domain/throttle.ts';
import { patiently } from './patiently.ts';
import type { MailList, QueuedMail } from './view/mails.ts';

/** When each address gets mails: those of the last hour and those that wait, in memory. */
export interface MailSlots {
  /** The moment the mail may go, which it takes from all others; `undefined` for one that nothing holds back. */
  reserve(draft: MailDraft): Temporal.Instant | undefined;
}

interface SlotSources {
  readonly log: Pick<Log, 'tail'>;
  readonly list: Pick<MailList, 'queuedSince'>;
  readonly logger: Logger;
  readonly now: () => Now;
}

/** As far back as a mail may have been queued that still waits. */
const LOOK_BACK = { hours: 24 };
const SWEEP_EVERY = { minutes: 10 };

/**
 * Knows every mail that any process queues, by following the log, and those from before its start as soon as the database
 * is there: till then they don't count, since mails must go.
 */
export function openMailSlots(
  { log, list, logger, now }: SlotSources,
  limitPerHour: number,
  life: Lifecycle,
): MailSlots {
  const byAddress = new Map<string, Slot[]>();
  let swept = now();

  function slotsOf(address: string): Slot[] {
    const slots = byAddress.get(address) ?? [];
    byAddress.set(address, slots);
    return slots;
  }

  function noteQueued(mail: QueuedMail): void {
    const address = recipientOf(mail);
    if (address === undefined || !isThrottled(mail.template)) return;
    const at = millisecondsOf(mail.notBefore ?? mail.queuedAt);
    putSlot(slotsOf(address), { mailId: mail.mailId, at });
    if (Temporal.ZonedDateTime.compare(swept.add(SWEEP_EVERY), now()) < 0) sweep();
  }

  /** Forgets what is over. */
  function sweep(): void {
    swept = now();
    const hourAgo = swept.subtract({ hours: 1 }).epochMilliseconds;
    for (const [address, slots] of byAddress) {
      slots.splice(0, slots.findLastIndex(({ at }) => at <= hourAgo) + 1);
      if (slots.length === 0) byAddress.delete(address);
    }
  }

  const follow = () =>
    log.tail(
      { stream: MailAggregate.stream, subjects: MailQueued.subjects },
      ({ envelope }) => noteQueued(envelope.data[MailAggregate.name] as Mail),
      life.signal,
    );
  const fill = async () => {
    for (const mail of await list.queuedSince(now().subtract(LOOK_BACK).toInstant())) noteQueued(mail);
  };
  const running = Promise.all([patiently(follow, life), patiently(fill, life)]).catch((err: unknown) => {
    if (!life.signal.aborted) logger.error({ err }, 'mails that others queued do not count in the limit per hour');
  });
  life.onClose('slots of mails', () => running.then(() => undefined));

  return {
    reserve(draft) {
      const address = recipientOf(draft);
      if (address === undefined || !isThrottled(draft.template)) return undefined;
      const slots = slotsOf(address);
      dropSlot(slots, draft.mailId);
      const earliest = draft.notBefore ? millisecondsOf(draft.notBefore) : now().epochMilliseconds;
      const at = nextSlot(slots, earliest, limitPerHour);
      putSlot(slots, { mailId: draft.mailId, at });
      return Temporal.Instant.fromEpochMilliseconds(at);
    },
  };
}

function millisecondsOf(at: string): number {
  return Temporal.Instant.from(at).epochMilliseconds;
}
