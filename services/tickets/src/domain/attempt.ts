import { type Attempt, type AttemptResult, CallbackAttempted, type Ticket } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { type Calendar, formatTimestamp, type Opening, parseTimestamp, Temporal } from '@serviceportal/shared/time';
import { nextTry, windowFrom } from './next-try.ts';
import { clerkOf, noSuchTicket, whyNotWork } from './ticket.ts';

/** `nextAt`: RFC 3339, when the citizen is to be rung again. */
export interface RecordAttempt {
  readonly result: AttemptResult;
  readonly nextAt?: string;
  readonly note?: string;
}

/**
 * A clerk rang. Whoever was not reached is rung again, at `nextAt` or after another service hour; whoever was reached,
 * or has another number, isn't: the callback that was planned is off. It need not have been due, nor the ticket taken.
 */
export function recordAttempt(
  command: RecordAttempt,
  ticket: Ticket | undefined,
  actor: Actor,
  { calendar, now }: { calendar: Calendar; now: Temporal.Instant },
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const clerkId = clerkOf(ticket, actor);
  const refusal = whyNotWork(ticket, clerkId);
  if (refusal) return refusal;
  const next = nextWindow(command, calendar, now);
  if (next instanceof Refusal) return next;

  const text = (instant: Temporal.Instant) => formatTimestamp(instant, calendar.zone);
  const { result, note } = command;
  const nextAt = next && text(next.start);
  const attempt: Attempt = { at: text(now), clerkId, result, nextAt, note };
  return happened(
    CallbackAttempted,
    {
      ...ticket,
      ...planned(ticket, next && { at: nextAt!, until: text(next.end) }),
      attempts: [...ticket.attempts, attempt],
    },
    { clerkId, result, nextAt },
  );
}

/** A window later than the promise moves the promise to its end, as when the ticket was opened. */
function planned(
  { callbackPlan, promiseBy }: Ticket,
  next: { at: string; until: string } | undefined,
): Pick<Ticket, 'callbackAt' | 'callbackUntil' | 'callbackPlan' | 'promiseBy'> {
  if (!next) return { callbackAt: undefined, callbackUntil: undefined, callbackPlan, promiseBy };
  const moved = Temporal.Instant.compare(next.until, promiseBy) > 0;
  return {
    callbackAt: next.at,
    callbackUntil: next.until,
    callbackPlan: callbackPlan + 1,
    promiseBy: moved ? next.until : promiseBy,
  };
}

function nextWindow(
  { result, nextAt }: RecordAttempt,
  calendar: Calendar,
  now: Temporal.Instant,
): Opening | undefined | Refusal {
  const again = result === 'no-answer' || result === 'busy';
  if (!again && nextAt !== undefined) return wrongNextAt(`goes with no-answer or busy, not with ${result}`);
  if (!again) return undefined;
  if (nextAt === undefined) return nextTry(calendar, now);
  const at = parseTimestamp(nextAt);
  if (Temporal.Instant.compare(at, now) <= 0) return wrongNextAt('must lie in the future');
  return windowFrom(calendar, now, at) ?? wrongNextAt("must lie in the department's hours");
}

function wrongNextAt(message: string): Refusal {
  return refuse('unprocessable', `nextAt ${message}.`, [{ path: 'nextAt', message }]);
}
