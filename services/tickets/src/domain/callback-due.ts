import { CallbackDue, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import type { Temporal } from '@serviceportal/shared/time';
import { type Deadline, hasCome } from './deadline.ts';
import { isInWork, noSuchTicket } from './ticket.ts';

/**
 * The callback the ticket waits for; `plan` counts its plannings. Undefined when none is planned, it was raised, or
 * nobody waits any more.
 */
export function openCallback(
  ticket: Pick<Ticket, 'state' | 'callbackAt' | 'callbackPlan' | 'callbackDue'>,
): Deadline | undefined {
  const { callbackAt, callbackPlan, callbackDue } = ticket;
  if (!isInWork(ticket) || callbackAt === undefined || callbackPlan <= callbackDue) return undefined;
  return { plan: callbackPlan, at: callbackAt };
}

/** The agreed time has come; done already where the state no longer wants that plan, or not yet. */
export function raiseCallbackDue(plan: number, ticket: Ticket | undefined, now: Temporal.Instant): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const open = openCallback(ticket);
  if (!open || open.plan !== plan || !hasCome(open, now)) return alreadyDone;
  return happened(CallbackDue, { ...ticket, callbackDue: plan }, { attempt: plan, callbackAt: open.at });
}
