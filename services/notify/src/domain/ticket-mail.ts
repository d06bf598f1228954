import type { MailContent, Ticket } from '@serviceportal/shared/contracts';
import { type MailCause, mailIdOf, messageIdOf } from './ids.ts';
import type { MailDraft } from './mail.ts';

/** Names and numbers as the directory has them. */
export type Contacts = Pick<MailContent, 'departmentName' | 'departmentNumber' | 'hotlineNumber' | 'cityName'>;

/** What the whole city's mails have in common. */
export interface MailSetting {
  /** Of the Message-IDs. */
  readonly domain: string;
  /** Whether nobody can read along on the way to the mail server. */
  readonly isProtected: boolean;
}

/** The mail that says that a Vormerkung was made and what happens when; nobody without an address gets one. */
export function confirmationOf(ticket: Ticket, contacts: Contacts, { domain }: MailSetting): MailDraft | undefined {
  const citizen = recipientOf(ticket);
  if (!citizen) return undefined;
  const cause: MailCause = { kind: 'confirmation', ticketId: ticket.ticketId };
  return {
    mailId: mailIdOf(cause),
    template: 'ticket-confirmation',
    citizen,
    content: contentOf(ticket, contacts),
    messageId: messageIdOf(cause, domain),
  };
}

/**
 * The mail about an answer. Its words go along only if the citizen agreed to that and nobody can read them on the way;
 * else the mail says that there is an answer and how to get it.
 */
export function answerMailOf(
  ticket: Ticket,
  eventId: string,
  contacts: Contacts,
  { domain, isProtected }: MailSetting,
): MailDraft | undefined {
  const citizen = recipientOf(ticket);
  if (!citizen || ticket.answer?.by !== 'email') return undefined;
  const { ticketId, answer } = ticket;
  const cause: MailCause = { kind: 'answer', ticketId, eventId };
  const { emailConsent } = ticket.citizen;
  const common = {
    mailId: mailIdOf(cause),
    messageId: messageIdOf(cause, domain),
    inReplyTo: messageIdOf({ kind: 'confirmation', ticketId }, domain),
  };
  const content = contentOf(ticket, contacts);
  if (!emailConsent || !isProtected) return { ...common, template: 'ticket-answer-notice', citizen, content };
  return {
    ...common,
    template: 'ticket-answer',
    citizen: { ...citizen, emailConsent },
    content: { ...content, answer: answer.text },
  };
}

/** No more of the person than a mail needs. */
function recipientOf({ citizen: { email, language } }: Ticket): MailDraft['citizen'] | undefined {
  return email === undefined ? undefined : { email, language };
}

function contentOf(ticket: Ticket, contacts: Contacts): MailContent {
  const { ticketId, departmentId, answerBy, callbackAt, callbackUntil, promiseBy } = ticket;
  return { ...contacts, ticketId, departmentId, answerBy, callbackAt, callbackUntil, promiseBy };
}
