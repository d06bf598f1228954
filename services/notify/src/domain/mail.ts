import {
  type Mail,
  MailFailed,
  MailQueued,
  MailSendStarted,
  MailSent,
  type SmtpReply,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import type { Calendar } from '@serviceportal/shared/time';
import { isArticlesContent } from './mail-content.ts';
import { hasCome, momentOf, type Now, timestampOf } from './moment.ts';
import { nextTryAfter } from './retry-plan.ts';
import { needsConsent, WITHDRAWN } from './withdrawal.ts';

/** Long enough for the slowest sending the SMTP adapter allows, with room for clocks that differ. */
export const LEASE = { seconds: 60 };
/** Timers and clocks of different machines may differ by so much without a mail waiting another round. */
const CLOCKS_DIFFER = { seconds: 2 };

/** A mail as its cause describes it. */
export type MailDraft = Pick<
  Mail,
  'mailId' | 'template' | 'citizen' | 'office' | 'content' | 'messageId' | 'inReplyTo' | 'notBefore' | 'heldBack'
>;

export type Lease = NonNullable<Mail['lease']>;

export function queueMail(draft: MailDraft, current: Mail | undefined, now: Now): Decision<Mail> {
  if (current) return alreadyDone;
  return happened(MailQueued, { ...draft, state: 'queued', queuedAt: timestampOf(now), tries: 0 });
}

/** There is nothing to send: the mail begins as failed for good, so that whoever looks for it learns why none came. */
export function failUnsent(draft: MailDraft, reply: SmtpReply, current: Mail | undefined, now: Now): Decision<Mail> {
  if (current) return alreadyDone;
  const failed = { ...draft, state: 'failed', queuedAt: timestampOf(now), tries: 0, reply } as const;
  return happened(MailFailed, failed, { permanent: true, reply });
}

/** What to do with a mail now: send it, look again at a moment, or nothing (it is sent, or given up). */
type NextStep = { do: 'send'; interrupted: boolean } | { do: 'wait'; until: Now } | { do: 'nothing' };

/** `office`: the hours of the office the mail goes to, if it goes to one; it is not sent outside them. */
export function nextStep(mail: Mail, now: Now, office?: Calendar): NextStep {
  const step = stepOf(mail, now);
  if (step.do !== 'send' || !office || office.isOpen(now.toInstant())) return step;
  const opening = office.nextOpening(now.toInstant());
  // An office that opens no more may be given hours again some day.
  return { do: 'wait', until: opening?.toZonedDateTimeISO(now.timeZoneId) ?? now.add({ days: 1 }) };
}

function stepOf(mail: Mail, now: Now): NextStep {
  switch (mail.state) {
    case 'queued':
      return dueFrom(mail.notBefore, now);
    case 'retrying':
      return dueFrom(mail.nextTryAt, now);
    case 'sending':
      // Whoever holds the lease may still be at it; after its end that process is dead or has given up.
      if (!mail.lease || hasCome(mail.lease.until, now)) return { do: 'send', interrupted: true };
      return { do: 'wait', until: momentOf(mail.lease.until, now) };
    case 'sent':
    case 'failed':
      return { do: 'nothing' };
  }
}

function dueFrom(at: string | undefined, now: Now): NextStep {
  const due = at === undefined || hasCome(at, now.add(CLOCKS_DIFFER));
  return due ? { do: 'send', interrupted: false } : { do: 'wait', until: momentOf(at, now) };
}

/** Takes the lease on the mail as it was seen at `seenRevision`; whoever comes second finds `alreadyDone`. */
export function startSending(mail: Mail | undefined, seenRevision: number, lease: Lease): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  if (mail.revision !== seenRevision) return alreadyDone;
  return happened(MailSendStarted, { ...mail, state: 'sending', tries: mail.tries + 1, lease, nextTryAt: undefined });
}

/** The server took it. That stays true whoever holds the lease by now, so it is recorded from every state. */
export function recordSent(mail: Mail | undefined, reply: SmtpReply, now: Now): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  if (mail.state === 'sent') return alreadyDone;
  const { lease: _ended, nextTryAt: _none, ...rest } = mail;
  return happened(MailSent, { ...rest, state: 'sent', sentAt: timestampOf(now), reply });
}

/**
 * The server did not take it: for good, or tried again later for up to a day, in the hours of the `office` it goes to.
 * Only the holder of the lease may say so, since another may be sending it by now.
 */
export function recordFailure(
  mail: Mail | undefined,
  by: string,
  failure: { permanent: boolean; reply: SmtpReply },
  now: Now,
  office?: Calendar,
): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  if (mail.state !== 'sending' || mail.lease?.by !== by) return alreadyDone;
  const { lease: _ended, ...rest } = mail;
  const nextTryAt = failure.permanent ? undefined : nextTryAfter(mail, now, office);
  const state = nextTryAt ? 'retrying' : 'failed';
  const { reply } = failure;
  return happened(MailFailed, { ...rest, state, reply, nextTryAt }, { permanent: state === 'failed', reply });
}

/** Somebody wants it sent again by hand, at once and with all tries ahead; one to an office still waits for its hours. */
export function retryMail(mail: Mail | undefined, now: Now): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  if (mail.state === 'sent') return refuse('conflict', 'The mail is sent already.');
  if (needsConsent(mail) && mail.reply?.kind === WITHDRAWN) {
    return refuse('conflict', 'The citizen took back the consent to e-mail: there is no mail about this any more.');
  }
  if (isArticlesContent(mail.content) && mail.content.articles.length === 0) {
    return refuse('conflict', 'None of the articles may be sent any more: ask for others at the call.');
  }
  const waits = mail.state === 'queued' && nextStep(mail, now).do === 'wait';
  if (mail.state === 'sending' || (mail.state === 'queued' && !waits)) {
    return refuse('conflict', 'The mail is being sent right now.');
  }
  const { reply: _old, nextTryAt: _none, notBefore: _now, heldBack: _free, ...rest } = mail;
  const retriedFailure = mail.state === 'failed' ? mail.revision : undefined;
  return happened(MailQueued, { ...rest, state: 'queued', queuedAt: timestampOf(now), tries: 0 }, { retriedFailure });
}
