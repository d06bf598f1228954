import { type Ticket, TicketReopened } from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { displayTicketId } from '@serviceportal/shared/identity';
import type { Temporal } from '@serviceportal/shared/time';
import type { Office } from './opening.ts';
import { plannedAnew } from './planned-anew.ts';
import { isInWork, noSuchTicket } from './ticket.ts';

/** `why` in the words of who asks for it. Clerks may whenever they like, the citizen once. */
export interface Reopen {
  readonly why: string;
  readonly by: 'clerk' | 'citizen';
}

/**
 * What was answered or closed is owed again, by anybody in the department, and promised anew from now on. The earlier
 * answer stays in the history; it is no longer what the citizen is told. Refusals are German where the citizen asks.
 */
export function reopenTicket(
  { why, by }: Reopen,
  ticket: Ticket | undefined,
  office: Office,
  now: Temporal.Instant,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const refusal = by === 'citizen' ? whyCitizenMayNot(ticket) : whyClerkMayNot(ticket);
  if (refusal) return refusal;
  return happened(
    TicketReopened,
    {
      ...ticket,
      ...plannedAnew(ticket, office, now),
      state: 'open',
      assignee: undefined,
      answer: undefined,
      outcome: undefined,
      closedAt: undefined,
      overdueAt: undefined,
      triesInVain: undefined,
      ...(by === 'citizen' && { reopenedByCitizen: true }),
    },
    { why, by },
  );
}

function whyClerkMayNot({ state, mergedInto }: Ticket): Refusal | undefined {
  if (isInWork({ state })) return refuse('conflict', `The ticket is ${state} already.`);
  if (mergedInto === undefined) return undefined;
  return refuse('conflict', `Ticket ${displayTicketId(mergedInto)} holds this concern now.`);
}

function whyCitizenMayNot({ state, mergedInto, reopenedByCitizen }: Ticket): Refusal | undefined {
  if (mergedInto !== undefined) {
    return refuse('conflict', 'Ihr Anliegen wird zusammen mit einem anderen von Ihnen bearbeitet.');
  }
  if (reopenedByCitizen) {
    return refuse(
      'conflict',
      'Sie haben Ihr Anliegen schon einmal wieder aufgenommen. Bitte rufen Sie uns an, wenn noch etwas offen ist.',
    );
  }
  return isInWork({ state })
    ? refuse('conflict', 'Ihr Anliegen ist noch in Arbeit. Wir melden uns bei Ihnen.')
    : undefined;
}
