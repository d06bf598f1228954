import { type Mail, MailFailed, MailQueued } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { isTicketContent } from './mail-content.ts';
import { hasCome, type Now, timestampOf } from './moment.ts';

/** What the mail server is said to have answered where it was never asked. */
export const WITHDRAWN = 'withdrawn';

/** Whether the mail goes only as long as the citizen agrees to that; others hold no word of the concern. */
export function needsConsent({ template }: Pick<Mail, 'template'>): boolean {
  return template === 'ticket-answer' || template === 'ticket-status';
}

/**
 * The consent to e-mail was taken back: an answer goes as a notice, a mail about the state not at all, and one that failed
 * is not sent again with its words. Throws `Unavailable` while the mail is being sent: it may yet fail, and would then go
 * again with its words. Whoever held a lease that is over has died.
 */
export function withdrawMail(mail: Mail | undefined, now: Now): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  if (!needsConsent(mail) || mail.state === 'sent' || mail.reply?.kind === WITHDRAWN) return alreadyDone;
  if (mail.lease && !hasCome(mail.lease.until, now)) throw new Unavailable('the mail is being sent right now');
  const { nextTryAt: _none, reply: _old, lease: _ended, ...rest } = mail;
  const reply = { kind: WITHDRAWN };
  const failed = { state: 'failed', reply } as const;
  if (mail.template === 'ticket-status' || !isTicketContent(mail.content)) {
    return happened(MailFailed, { ...rest, ...failed }, { permanent: true, reply });
  }
  const { email, language } = mail.citizen;
  const content = { ...mail.content, answer: undefined };
  const notice = { ...rest, template: 'ticket-answer-notice', citizen: { email, language }, content } as const;
  if (mail.state === 'failed') return happened(MailFailed, { ...notice, ...failed }, { permanent: true, reply });
  return happened(MailQueued, { ...notice, state: 'queued', tries: 0, queuedAt: timestampOf(now) });
}
