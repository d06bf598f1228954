import type { OfficeMailContent, ReachableContact, Ticket } from '@serviceportal/shared/contracts';
import { digestIdOf, type MailCause, mailIdOf, messageIdOf } from './ids.ts';
import type { MailDraft } from './mail.ts';
import { hasCome, type Now } from './moment.ts';
import type { OwedTicket } from './owed.ts';
import type { Contacts, MailSetting } from './ticket-mail.ts';

/** To which office a mail goes. */
export interface Office {
  readonly departmentId: string;
  readonly contacts: Contacts;
  readonly contact: Pick<ReachableContact, 'name' | 'email'>;
}

/** A digest lists so many tickets, the most urgent first. */
const MOST_LISTED = 50;

/** What a department owes, on the morning of a working day; nothing when it owes nothing. */
export function digestMailOf(
  office: Office,
  owed: readonly OwedTicket[],
  { domain }: MailSetting,
  now: Now,
): MailDraft | undefined {
  if (owed.length === 0) return undefined;
  const date = now.toPlainDate().toString();
  const mailId = digestIdOf(office.departmentId, date);
  const urgent = owed.toSorted((one, other) => Date.parse(one.promiseBy) - Date.parse(other.promiseBy));
  const overdue = owed.filter((ticket) => isOverdue(ticket, now));
  const endOfDay = now.startOfDay().add({ days: 1 });
  const dueToday = owed.filter((ticket) => !isOverdue(ticket, now) && hasCome(ticket.promiseBy, endOfDay));
  return {
    ...officeMail(office),
    mailId,
    template: 'department-digest',
    content: {
      ...contentOf(office),
      tickets: urgent.slice(0, MOST_LISTED).map((ticket) => lineOf(ticket, isOverdue(ticket, now))),
      more: Math.max(0, owed.length - MOST_LISTED),
      digest: { date, open: owed.length, dueToday: dueToday.length, overdue: overdue.length },
    },
    messageId: `<${mailId}@${domain}>`,
  };
}

/** A promise was missed: whoever leads the department hears of it, at `notBefore` where nobody works now. */
export function escalationOf(
  office: Office,
  ticket: Ticket,
  { eventId, notBefore }: { eventId: string; notBefore: string | undefined },
  { domain }: MailSetting,
): MailDraft {
  const cause: MailCause = { kind: 'escalation', ticketId: ticket.ticketId, eventId };
  return {
    ...officeMail(office),
    mailId: mailIdOf(cause),
    template: 'escalation',
    content: { ...contentOf(office), tickets: [lineOf(ticket, true)] },
    messageId: messageIdOf(cause, domain),
    notBefore,
  };
}

function officeMail({ contact: { email, name } }: Office): Pick<MailDraft, 'citizen' | 'office'> {
  return { citizen: {}, office: { email, name } };
}

function contentOf({ departmentId, contacts }: Office): Omit<OfficeMailContent, 'tickets'> {
  const { departmentName, hotlineNumber, cityName } = contacts;
  return { kind: 'office', departmentId, departmentName, hotlineNumber, cityName };
}

function lineOf(ticket: OwedTicket, overdue: boolean): OfficeMailContent['tickets'][number] {
  const { ticketId, state, promiseBy, callbackAt } = ticket;
  return { ticketId, state, promiseBy, callbackAt, overdue };
}

function isOverdue({ promiseBy, overdueAt }: OwedTicket, now: Now): boolean {
  return overdueAt !== undefined || hasCome(promiseBy, now);
}
