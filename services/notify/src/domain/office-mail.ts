import type { OfficeMailContent, ReachableContact } from '@serviceportal/shared/contracts';
import { digestIdOf, escalationIdOf } from './ids.ts';
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

/** A mail lists so many tickets, a digest the most urgent. */
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

/** Which of a department's escalations it is, and when it goes. */
export interface EscalationPlan {
  /** The day the promises were missed, `2026-11-24`. */
  readonly date: string;
  readonly part: number;
  readonly notBefore: string;
  readonly heldBack: NonNullable<MailDraft['heldBack']>;
}

/** A promise was missed: whoever leads the department hears of it. Others are added until the mail goes. */
export function escalationOf(
  office: Office,
  ticket: OwedTicket,
  { date, part, notBefore, heldBack }: EscalationPlan,
  { domain }: MailSetting,
): MailDraft {
  const mailId = escalationIdOf(office.departmentId, date, part);
  return {
    ...officeMail(office),
    mailId,
    template: 'escalation',
    content: withMissed({ ...contentOf(office), tickets: [] }, ticket),
    messageId: `<${mailId}@${domain}>`,
    notBefore,
    heldBack,
  };
}

/** What the mail tells with that missed promise too: of very many it lists the first, and how many more there are. */
export function withMissed(content: OfficeMailContent, ticket: OwedTicket): OfficeMailContent {
  const { tickets, more = 0 } = content;
  if (tickets.length >= MOST_LISTED) return { ...content, more: more + 1 };
  return { ...content, tickets: [...tickets, lineOf(ticket, true)] };
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
