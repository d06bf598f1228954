import { randomUUID } from 'node:crypto';
import { DURABLES, type Mail } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { type Context, eventIdFor, type Outcome, pause } from '@serviceportal/shared/log';
import { SpanKind, traced } from '@serviceportal/shared/telemetry';
import type { Calendar } from '@serviceportal/shared/time';
import type { OutgoingMail, Sent } from './adapters/smtp.ts';
import { officeHoursOf } from './contacts.ts';
import { type Lease, LEASE, nextStep, recordFailure, recordSent, startSending } from './domain/mail.ts';
import { type Now, timestampOf } from './domain/moment.ts';
import { needsConsent } from './domain/withdrawal.ts';
import { mailFailed, mailResent, mailSent } from './facts.ts';
import type { Notify } from './notify.ts';

export interface Delivery {
  /**
   * Sends the mail if it is time for that; else a timer looks again. `revision` is the one the caller knows of:
   * `Unavailable` where the log's answer is older than that.
   */
  deliver(mailId: string, revision: number, context: Context): Promise<void>;
}

/** Why a mail is not handed to the server: its words must not go this way any more, or it comes too late to be of use. */
export interface Withheld {
  readonly withheld: 'unprotected' | 'too-late';
}

/** Whoever composes what goes to the server. */
export type Compose = (mail: Mail, now: Now) => OutgoingMail | Withheld;

/** Told to stop, a sending still has so long before it is broken off and tried again later. */
const GRACE_MS = 5_000;
const RECORD_AGAIN_MS = 250;

/** A mail this process holds the lease on. */
interface Claimed {
  readonly mail: Mail;
  readonly lease: Lease;
  /** The MailSendStarted. */
  readonly eventId: string;
}

/**
 * Sends each mail once: whoever takes the lease by compare-and-set sends, everyone else waits for its end. Only if a
 * process dies between the server's 250 and the record of it does the mail go twice, with the same Message-ID.
 */
export function createDelivery(notify: Notify, compose: Compose, instance: string, life: Lifecycle): Delivery {
  const { log, mails, mailServer, directory, logger, now, holdsMails } = notify;
  const closing = abortedAfter(life.signal, GRACE_MS);

  async function deliver(mailId: string, revision: number, context: Context): Promise<void> {
    for (;;) {
      const mail = await levelWith(notify, mailId, revision);
      const office = await officeHoursOf(directory, mail);
      const step = nextStep(mail, now(), office);
      if (step.do !== 'send' || holdsMails) return lookAgain(notify, mailId, revision);
      if (needsConsent(mail)) await untilWithdrawn();
      const claimed = await claim(mail, context);
      // Somebody else was first: the next look sees how far they are.
      if (!claimed) continue;
      if (step.interrupted) mailResent(logger, { template: mail.template, mailId, tries: claimed.mail.tries });
      return sendAndRecord(claimed, office, context);
    }
  }

  /** Once no withdrawal of a consent waits any more, as after a start: it changes the mail, and the claim misses it. */
  const untilWithdrawn = () => log.passed(DURABLES.notifyOnConsentWithdrawn, Number.MAX_SAFE_INTEGER);

  async function claim(mail: Mail, context: Context): Promise<Claimed | undefined> {
    const lease = { by: `${instance}.${randomUUID()}`, until: timestampOf(now().add(LEASE)) };
    const cause = { id: `${context.cause.id}:send:${mail.revision}` };
    const { state } = await mails.handle(mail.mailId, { ...context, cause }, (current) =>
      startSending(current, mail.revision, lease),
    );
    if (state.lease?.by !== lease.by) return undefined;
    return { mail: state, lease, eventId: eventIdFor('mail', mail.mailId, cause.id) };
  }

  async function sendAndRecord(claimed: Claimed, office: Calendar | undefined, { actor }: Context): Promise<void> {
    const { mail, lease, eventId } = claimed;
    const sent = await send(mail);
    const cause = { id: eventId };
    const { repeated } = await untilRecorded(mail.revision, () =>
      mails.handle(mail.mailId, { cause, actor }, (current) =>
        sent.sent ? recordSent(current, sent.reply, now()) : recordFailure(current, lease.by, sent, now(), office),
      ),
    );
    if (repeated) return;
    const { mailId, template, tries } = mail;
    const { kind, code } = sent.reply;
    if (sent.sent) mailSent(logger, { template, mailId, tries });
    else mailFailed(logger, { kind, permanent: String(sent.permanent), template, mailId, tries, code });
  }

  function send(mail: Mail): Promise<Sent> | Sent {
    const outgoing = compose(mail, now());
    if ('withheld' in outgoing) return { sent: false, permanent: true, reply: { kind: outgoing.withheld } };
    const attributes = { 'messaging.system': 'smtp', 'serviceportal.mail.template': mail.template };
    return traced('send mail', attributes, () => mailServer.send(outgoing, closing), { kind: SpanKind.CLIENT });
  }

  /** The server has spoken, so this must be written down however long the log is away: else the mail would go again. */
  async function untilRecorded(revision: number, record: () => Promise<Outcome<Mail>>): Promise<Outcome<Mail>> {
    for (;;) {
      try {
        const outcome = await record();
        if (outcome.state.revision >= revision) return outcome;
      } catch (cause) {
        if (!(cause instanceof Unavailable)) throw cause;
      }
      if (closing.aborted) throw new Unavailable('the process ends before the log is back');
      await pause(RECORD_AGAIN_MS, closing);
    }
  }

  return { deliver };
}

export const MAIL_TIMER = 'mail-retry';
/** By another clock the timer may come a moment before the end of a lease. */
const AFTERWARDS = { seconds: 1 };

/** The next start plans every mail anew; this is for replicas that are not told to hold them. */
const HELD_FOR = { minutes: 10 };

/**
 * Sets the timer for the moment the mail may go, its next try, or the end of the lease on it; at once where that is over,
 * unless no mail may go for now.
 */
export async function lookAgain(notify: Notify, mailId: string, revision: number): Promise<void> {
  const { timers, directory, now, holdsMails } = notify;
  const mail = await levelWith(notify, mailId, revision);
  const step = nextStep(mail, now(), await officeHoursOf(directory, mail));
  if (step.do === 'nothing') return;
  const due = holdsMails ? now().add(HELD_FOR) : now();
  const at = step.do === 'wait' ? step.until.add(AFTERWARDS) : due;
  await timers.set({ kind: MAIL_TIMER, id: mailId, plan: mail.revision, at: timestampOf(at) });
}

/** The mail, at `revision` or newer: a replica of the log may be a moment behind. */
async function levelWith({ mails }: Notify, mailId: string, revision: number): Promise<Mail> {
  const { state } = await mails.require(mailId);
  if (state.revision < revision) throw new Unavailable('the log is not level yet');
  return state;
}

/** Aborts so long after `signal` did. */
function abortedAfter(signal: AbortSignal, ms: number): AbortSignal {
  const later = new AbortController();
  signal.addEventListener('abort', () => setTimeout(() => later.abort(), ms).unref(), { once: true });
  return later.signal;
}
