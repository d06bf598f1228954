import { type Attempt, type AttemptResult, CallbackAttempted, type Ticket } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { formatTimestamp, type Opening } from '@serviceportal/shared/time';
import { windowAsSaid, wrongTime } from './callback-planning.ts';
import { plannedIn } from './callback-window.ts';
import type { ChosenWindow } from './callback.ts';
import { nextTry, type Planning } from './next-try.ts';
import { isKept } from './overdue.ts';
import { clerkOf, noSuchTicket, whyNotWork } from './ticket.ts';

/** `nextAt`: RFC 3339, when the citizen is to be rung again. */
export interface RecordAttempt {
  readonly result: AttemptResult;
  readonly nextAt?: string;
  readonly note?: string;
}

/** After so many in a row that reached nobody the citizen is written to instead. */
const MOST_TRIES = 3;
/** So often a citizen is rung at most, however the tries are planned; then the ticket has to come to an end. */
const MOST_ATTEMPTS = 50;

/**
 * A clerk rang. Whoever was not reached is rung again, at `nextAt` or after another service hour, until the tries are
 * used up, as they are at once with a wrong number. Whoever was reached isn't: the callback that was planned is off. It
 * need not have been due, nor the ticket taken.
 */
export function recordAttempt(
  command: RecordAttempt,
  ticket: Ticket | undefined,
  actor: Actor,
  planning: Planning,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const clerkId = clerkOf(ticket, actor);
  const refusal = whyNotWork(ticket, clerkId);
  if (refusal) return refusal;
  if (ticket.attempts.length >= MOST_ATTEMPTS) {
    return refuse(
      'conflict',
      `The citizen was rung ${MOST_ATTEMPTS} times: answer in another way, or close the ticket.`,
    );
  }
  const tries = triesAfter(command, ticket);
  const next = nextWindow(command, ticket, tries, planning);
  if (next instanceof Refusal) return next;

  const { zone } = planning.calendar;
  const { result, note } = command;
  const nextAt = next && formatTimestamp(next.start, zone);
  const attempt: Attempt = { at: formatTimestamp(planning.now, zone), clerkId, result, nextAt, note };
  const attempted = { ...ticket, attempts: [...ticket.attempts, attempt], triesInVain: tries.inVain };
  return happened(CallbackAttempted, next ? planned(attempted, next, zone) : unplanned(attempted), {
    clerkId,
    result,
    nextAt,
    ...(tries.usedUp && { triesUsedUp: true }),
  });
}

interface Tries {
  readonly inVain: number | undefined;
  readonly usedUp: boolean;
}

/** A clerk who says when to ring again has planned the callback: it is rung as often as at first. */
function triesAfter({ result, nextAt }: RecordAttempt, { triesInVain = 0 }: Ticket): Tries {
  switch (result) {
    case 'reached':
      return { inVain: undefined, usedUp: false };
    case 'wrong-number':
      return { inVain: triesInVain + 1, usedUp: true };
    case 'no-answer':
    case 'busy': {
      if (nextAt !== undefined) return { inVain: undefined, usedUp: false };
      const inVain = triesInVain + 1;
      return { inVain, usedUp: inVain >= MOST_TRIES };
    }
  }
}

/** What a clerk says themselves says nothing about the wish. */
type NextWindow = Opening & Partial<Pick<ChosenWindow, 'wishMet'>>;

function nextWindow(
  { result, nextAt }: RecordAttempt,
  ticket: Ticket,
  { usedUp }: Tries,
  planning: Planning,
): NextWindow | Refusal | undefined {
  const again = result === 'no-answer' || result === 'busy';
  if (nextAt === undefined) return again && !usedUp ? nextTry(ticket, planning) : undefined;
  if (!again) return wrongTime('nextAt', `goes with no-answer or busy, not with ${result}`);
  return windowAsSaid('nextAt', nextAt, planning);
}

function planned(ticket: Ticket, next: NextWindow, zone: string): Ticket {
  return { ...ticket, ...plannedIn(next, ticket, zone), wishMet: next.wishMet ?? ticket.wishMet };
}

/** No call is planned any more. */
function unplanned(ticket: Ticket): Ticket {
  const without = { ...ticket, callbackAt: undefined, callbackUntil: undefined };
  return isKept(without) ? { ...without, overdueAt: undefined } : without;
}
