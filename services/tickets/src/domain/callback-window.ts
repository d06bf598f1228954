import type { Ticket } from '@serviceportal/shared/contracts';
import { formatTimestamp, type Opening, Temporal } from '@serviceportal/shared/time';

/** The callback of a ticket, which planning of it that is, and by when the ticket promises an answer. */
export type CallbackFields = Pick<Ticket, 'callbackAt' | 'callbackUntil' | 'callbackPlan' | 'promiseBy' | 'overdueAt'>;

/**
 * The ticket's callback planned for that window. A window later than the promise moves the promise to its end, as when
 * the ticket was opened; then nothing is overdue any more.
 */
export function plannedIn({ start, end }: Opening, ticket: CallbackFields, zone: string): CallbackFields {
  const callbackUntil = formatTimestamp(end, zone);
  const { callbackPlan, promiseBy, overdueAt } = ticket;
  const moved = Temporal.Instant.compare(end, promiseBy) > 0;
  return {
    callbackAt: formatTimestamp(start, zone),
    callbackUntil,
    callbackPlan: callbackPlan + 1,
    promiseBy: moved ? callbackUntil : promiseBy,
    overdueAt: moved ? undefined : overdueAt,
  };
}
