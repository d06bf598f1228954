import { type Ticket, TicketMovedIn, TicketMovedOut, TicketReturned } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened, happenedTogether } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import { openCallback } from './callback-due.ts';
import type { Office } from './opening.ts';
import { type Plan, plannedAnew } from './planned-anew.ts';
import { clerkOf, noSuchTicket, whyNotWork } from './ticket.ts';

/** The clerk who has the ticket gives it back: anybody in the department may take it. What was planned stays. */
export function returnTicket(
  { why }: { readonly why?: string },
  ticket: Ticket | undefined,
  actor: Actor,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const clerkId = clerkOf(ticket, actor);
  const refusal = whyNotWork(ticket, clerkId);
  if (refusal) return refusal;
  if (ticket.state === 'open') return alreadyDone;
  return happened(TicketReturned, { ...ticket, state: 'open', assignee: undefined }, { clerkId, why });
}

/**
 * Another department is responsible: nobody has the ticket there yet, the tries so far stay known, and the callback is
 * planned in its hours. `office` is the new department, or why there is none to move to.
 */
export function moveTicket(
  { why }: { readonly why: string },
  ticket: Ticket | undefined,
  actor: Actor,
  office: Office | Refusal,
  now: Temporal.Instant,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const refusal = whyNotWork(ticket, clerkOf(ticket, actor));
  if (refusal) return refusal;
  if (office instanceof Refusal) return office;
  const move = { from: ticket.departmentId, to: office.department.departmentId, why };
  if (move.to === move.from) return wrongDepartment('is the department that has the ticket');

  const released: Ticket = { ...ticket, state: 'open', assignee: undefined };
  const plan = unlessTheSame(ticket, plannedAnew(calledOrMailed(ticket), office, now));
  return happenedTogether(
    // It takes no room among the calls of the department it leaves.
    happened(TicketMovedOut, { ...released, callbackAt: undefined, callbackUntil: undefined }, move),
    happened(
      TicketMovedIn,
      {
        ...released,
        ...plan,
        promiseBy: promiseAfterMove(ticket, plan, now),
        overdueAt: undefined,
        triesInVain: undefined,
        departmentId: move.to,
      },
      { ...move, previously: windowOf(ticket) },
    ),
  );
}

/** A window that stays is no other planning: the citizen need not be told, and what waits for it goes on waiting. */
function unlessTheSame(ticket: Ticket, plan: Plan): Plan {
  const stays = plan.callbackAt === ticket.callbackAt && plan.callbackUntil === ticket.callbackUntil;
  return stays && openCallback(ticket) ? { ...plan, callbackPlan: ticket.callbackPlan } : plan;
}

function windowOf({ callbackAt, callbackUntil }: Ticket): { callbackAt: string; callbackUntil?: string } | undefined {
  return callbackAt === undefined ? undefined : { callbackAt, callbackUntil };
}

export function wrongDepartment(message: string): Refusal {
  return refuse('unprocessable', `departmentId ${message}.`, [{ path: 'departmentId', message }]);
}

/** Whoever is waiting for a call is called, also where a mail had been promised first. */
function calledOrMailed(ticket: Ticket): Ticket {
  return openCallback(ticket) ? { ...ticket, answerBy: 'callback' } : ticket;
}

/**
 * The city gave its word, not the department: a promise still ahead is never put off by the new department's own, only
 * by a window that ends later. One that has passed is given anew.
 */
function promiseAfterMove({ promiseBy }: Ticket, plan: Plan, now: Temporal.Instant): string {
  if (Temporal.Instant.compare(promiseBy, now) <= 0) return plan.promiseBy;
  const sooner = Temporal.Instant.compare(promiseBy, plan.promiseBy) <= 0 ? promiseBy : plan.promiseBy;
  const { callbackUntil } = plan;
  return callbackUntil && Temporal.Instant.compare(callbackUntil, sooner) > 0 ? callbackUntil : sooner;
}
