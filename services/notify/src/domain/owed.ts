import type { Ticket } from '@serviceportal/shared/contracts';

/** What a department still owes: numbers and times, no word of a citizen. */
export type OwedTicket = Pick<
  Ticket,
  'ticketId' | 'departmentId' | 'state' | 'answerBy' | 'promiseBy' | 'callbackAt' | 'overdueAt'
>;

/** In these states a department owes an answer. */
export const OWED_STATES: Ticket['state'][] = ['open', 'taken'];

/** What of a ticket is kept here: the tickets service has the rest. */
export function owedOf(ticket: Ticket): OwedTicket {
  const { ticketId, departmentId, state, answerBy, promiseBy, callbackAt, overdueAt } = ticket;
  return { ticketId, departmentId, state, answerBy, promiseBy, callbackAt, overdueAt };
}

/** As the database gives it: documents of earlier days hold a null where there is no time. */
export interface StoredOwed extends Omit<OwedTicket, 'callbackAt' | 'overdueAt'> {
  readonly callbackAt?: string | null;
  readonly overdueAt?: string | null;
}

export function owedFrom({ callbackAt, overdueAt, ...ticket }: StoredOwed): OwedTicket {
  return { ...ticket, callbackAt: callbackAt ?? undefined, overdueAt: overdueAt ?? undefined };
}
