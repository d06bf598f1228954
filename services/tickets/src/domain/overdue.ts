import { CallbackOverdue, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { type Deadline, hasCome } from './deadline.ts';
import { isInWork, noSuchTicket } from './ticket.ts';

/** What decides about a ticket's promise. */
export type Promising = Pick<Ticket, 'state' | 'answerBy' | 'promiseBy' | 'callbackAt' | 'overdueAt'> & {
  readonly attempts: readonly Pick<Ticket['attempts'][number], 'result'>[];
};

/**
 * The promise that is still to be kept, by phone or by mail; undefined when it is kept, missed already, or nobody waits
 * any more. `plan` is the promised moment in seconds, as each promise is for another one.
 */
export function openPromise(ticket: Promising): Deadline | undefined {
  if (!isInWork(ticket) || ticket.overdueAt !== undefined || isKept(ticket)) return undefined;
  const { promiseBy } = ticket;
  return { plan: Math.floor(Temporal.Instant.from(promiseBy).epochMilliseconds / 1_000), at: promiseBy };
}

/**
 * Whoever was to be called and was reached has what was promised, though the answer may take longer; planning another
 * call promises anew. A mail is promised until it is written.
 */
export function isKept({ answerBy, attempts, callbackAt }: Omit<Promising, 'state' | 'promiseBy'>): boolean {
  return answerBy === 'callback' && callbackAt === undefined && attempts.at(-1)?.result === 'reached';
}

/** The promise has passed; done already where the state no longer waits for that one, or not yet. */
export function raiseOverdue(
  plan: number,
  ticket: Ticket | undefined,
  now: Temporal.Instant,
  zone: string,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const open = openPromise(ticket);
  if (!open || open.plan !== plan || !hasCome(open, now)) return alreadyDone;
  return happened(
    CallbackOverdue,
    { ...ticket, overdueAt: formatTimestamp(now, zone) },
    { promiseBy: ticket.promiseBy },
  );
}
