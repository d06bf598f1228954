import { type Mail, MailFailed, MailQueued } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { isTicketContent } from './mail-content.ts';
import { type Now, timestampOf } from './moment.ts';

/** What the mail server is said to have answered where it was never asked. */
export const WITHDRAWN = 'withdrawn';

/**
 * The consent to e-mail was taken back. Throws `Unavailable` while the mail is being sent: it may yet fail, and would then
 * go again with its words.
 */
export function withdrawMail(mail: Mail | undefined, now: Now): Decision<Mail> {
  if (!mail) return refuse('not-found', 'There is no mail with this id.');
  const needsConsent = mail.template === 'ticket-answer' || mail.template === 'ticket-status';
  if (!needsConsent || mail.state === 'sent' || mail.state === 'failed') return alreadyDone;
  if (mail.state === 'sending') throw new Unavailable('the mail is being sent right now');
  const { nextTryAt: _none, reply: _old, ...rest } = mail;
  if (mail.template === 'ticket-status' || !isTicketContent(mail.content)) {
    const reply = { kind: WITHDRAWN };
    return happened(MailFailed, { ...rest, state: 'failed', reply }, { permanent: true, reply });
  }
  const { email, language } = mail.citizen;
  return happened(MailQueued, {
    ...rest,
    ...{ state: 'queued', template: 'ticket-answer-notice', tries: 0, queuedAt: timestampOf(now) },
    citizen: { email, language },
    content: { ...mail.content, answer: undefined },
  });
}
