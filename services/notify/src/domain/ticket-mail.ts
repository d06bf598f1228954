import type { Ticket, TicketMailContent } from '@serviceportal/shared/contracts';
import { type MailCause, mailIdOf, messageIdOf } from './ids.ts';
import type { MailDraft } from './mail.ts';
import type { TicketTemplate } from './mail-content.ts';

/** Names and numbers as the directory has them. */
export type Contacts = Pick<TicketMailContent, 'departmentName' | 'departmentNumber' | 'hotlineNumber' | 'cityName'>;

/** What the whole city's mails have in common. */
export interface MailSetting {
  /** Of the Message-IDs. */
  readonly domain: string;
  /** Whether nobody can read along on the way to the mail server. */
  readonly isProtected: boolean;
}

/** The mail that says that a Vormerkung was made and what happens when; nobody without an address gets one. */
export function confirmationOf(ticket: Ticket, contacts: Contacts, setting: MailSetting): MailDraft | undefined {
  const cause: MailCause = { kind: 'confirmation', ticketId: ticket.ticketId };
  return ticketMail('ticket-confirmation', cause, ticket, contacts, setting);
}

/**
 * The mail about an answer. Its words go along only if the citizen agreed to that and nobody can read them on the way;
 * else the mail says that there is an answer and how to get it.
 */
export function answerMailOf(
  ticket: Ticket,
  eventId: string,
  contacts: Contacts,
  setting: MailSetting,
): MailDraft | undefined {
  const { ticketId, answer } = ticket;
  if (answer?.by !== 'email') return undefined;
  const cause: MailCause = { kind: 'answer', ticketId, eventId };
  const { emailConsent } = ticket.citizen;
  if (!emailConsent || !setting.isProtected)
    return ticketMail('ticket-answer-notice', cause, ticket, contacts, setting);
  const mail = ticketMail('ticket-answer', cause, ticket, contacts, setting, { answer: answer.text });
  return mail && { ...mail, citizen: { ...mail.citizen, emailConsent } };
}

/** The mail about a new state, for whoever wanted to hear of such. */
export function statusMailOf(
  ticket: Ticket,
  told: { change: NonNullable<TicketMailContent['change']>; eventId: string },
  contacts: Contacts,
  setting: MailSetting,
): MailDraft | undefined {
  if (!ticket.citizen.statusMails) return undefined;
  const cause: MailCause = { kind: 'status', ticketId: ticket.ticketId, eventId: told.eventId };
  return ticketMail('ticket-status', cause, ticket, contacts, setting, { change: told.change });
}

/** What is known of the change that moved a callback. */
export type CallbackNews = Pick<TicketMailContent, 'change' | 'previously'>;

/** The mail that says that the callback comes at another time; one for each planning. */
export function callbackMovedMailOf(
  ticket: Ticket,
  news: CallbackNews,
  contacts: Contacts,
  setting: MailSetting,
): MailDraft | undefined {
  const cause: MailCause = { kind: 'callback', ticketId: ticket.ticketId, plan: ticket.callbackPlan };
  return ticketMail('callback-moved', cause, ticket, contacts, setting, news);
}

/** The mail that says that nobody picked up and how to go on; one for each planning. */
export function callbackMissedMailOf(ticket: Ticket, contacts: Contacts, setting: MailSetting): MailDraft | undefined {
  const cause: MailCause = { kind: 'missed', ticketId: ticket.ticketId, plan: ticket.callbackPlan };
  return ticketMail('callback-missed', cause, ticket, contacts, setting);
}

/** A mail in the thread that the confirmation begins. */
function ticketMail(
  template: TicketTemplate,
  cause: MailCause,
  ticket: Ticket,
  contacts: Contacts,
  { domain }: MailSetting,
  extra: CallbackNews & Pick<TicketMailContent, 'answer'> = {},
): MailDraft | undefined {
  // No more of the person than a mail needs.
  const { email, language } = ticket.citizen;
  if (email === undefined) return undefined;
  const { ticketId, departmentId, answerBy, callbackAt, callbackUntil, promiseBy } = ticket;
  const inThread = cause.kind !== 'confirmation';
  return {
    mailId: mailIdOf(cause),
    template,
    citizen: { email, language },
    content: { ...contacts, ticketId, departmentId, answerBy, callbackAt, callbackUntil, promiseBy, ...extra },
    messageId: messageIdOf(cause, domain),
    ...(inThread && { inReplyTo: messageIdOf({ kind: 'confirmation', ticketId }, domain) }),
  };
}
