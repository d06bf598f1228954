import type { Ticket } from '@serviceportal/shared/contracts';

/** What a mail is about. An answer and the notice in its place are one mail: whichever it is, it goes once. */
type MailKind = 'confirmation' | 'answer';

/**
 * Names a mail for ever: a Vormerkung has one confirmation, and one answer for each time it was answered. Ids are made
 * from what caused them, so the same cause finds the same mail or task again.
 */
export interface MailCause {
  readonly kind: MailKind;
  readonly ticketId: string;
  /** The event that gave the answer; a ticket is opened only once. */
  readonly eventId?: string;
}

/** `7K3Q9F2M-confirmation` */
export function mailIdOf({ ticketId, kind, eventId }: MailCause): string {
  return [ticketId, kind, ...(eventId ? [eventId] : [])].join('-');
}

/** The same on every try, so that a mail that had to be sent twice is recognisably one. */
export function messageIdOf({ ticketId, kind, eventId }: MailCause, domain: string): string {
  return `<${[ticketId, kind, ...(eventId ? [eventId] : [])].join('.')}@${domain}>`;
}

/** `7K3Q9F2M-callback-1`: one task for each time a callback became due; `callbackDue` counts the plannings that did. */
export function callbackTaskIdOf({ ticketId, callbackDue }: Pick<Ticket, 'ticketId' | 'callbackDue'>): string {
  return `${ticketId}-callback-${callbackDue}`;
}

/** One task for each final failure of a mail; `revision` is that of its MailFailed. */
export function undeliverableTaskIdOf(mailId: string, revision: number): string {
  return `${mailId}-${revision}`;
}
