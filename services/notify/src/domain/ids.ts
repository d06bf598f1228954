import type { Ticket } from '@serviceportal/shared/contracts';

/** What a mail is about. An answer and the notice in its place are one mail: whichever it is, it goes once. */
type MailKind = 'confirmation' | 'answer' | 'status' | 'callback' | 'missed';

/**
 * Names a mail for ever: a Vormerkung has one confirmation, one answer for each time it was answered, and so on. Ids are
 * made from what caused them, so the same cause finds the same mail or task again.
 */
export interface MailCause {
  readonly kind: MailKind;
  readonly ticketId: string;
  /** The event that the mail tells of; a ticket is opened only once. */
  readonly eventId?: string;
  /** The planning that the mail tells of: whatever events speak of it, it is told once. */
  readonly plan?: number;
}

/** `7K3Q9F2M-confirmation` */
export function mailIdOf(cause: MailCause): string {
  return namesOf(cause).join('-');
}

/** The same on every try, so that a mail that had to be sent twice is recognisably one. */
export function messageIdOf(cause: MailCause, domain: string): string {
  return `<${namesOf(cause).join('.')}@${domain}>`;
}

function namesOf({ ticketId, kind, eventId, plan }: MailCause): (string | number)[] {
  return [ticketId, kind, ...(eventId === undefined ? [] : [eventId]), ...(plan === undefined ? [] : [plan])];
}

/** `digest-2026-11-24-standesamt`: one for each department and day. */
export function digestIdOf(departmentId: string, date: string): string {
  return `digest-${date}-${shortened(departmentId, 46)}`;
}

/** `escalation-2026-11-24-standesamt-2`: the second of the mails on promises that were missed on that day. */
export function escalationIdOf(departmentId: string, date: string, part: number): string {
  return `escalation-${date}-${shortened(departmentId, 36)}-${part}`;
}

/** Of a long name its beginning and end, so that the id has no more than the 64 characters ids may have. */
function shortened(name: string, longest: number): string {
  return name.length <= longest ? name : `${name.slice(0, longest / 2)}${name.slice(-longest / 2)}`;
}

/** `7K3Q9F2M-callback-1`: one task for each time a callback became due; `callbackDue` counts the plannings that did. */
export function callbackTaskIdOf({ ticketId, callbackDue }: Pick<Ticket, 'ticketId' | 'callbackDue'>): string {
  return `${ticketId}-callback-${callbackDue}`;
}

/** `7K3Q9F2M-letter-3`: one task of a kind for each planning of the callback. */
export function planTaskIdOf(ticketId: string, kind: 'callback-moved' | 'letter', plan: number): string {
  return `${ticketId}-${kind}-${plan}`;
}

/** One task for each final failure of a mail; `revision` is that of its MailFailed. */
export function undeliverableTaskIdOf(mailId: string, revision: number): string {
  return `${mailId}-${revision}`;
}
