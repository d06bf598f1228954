import { CallbackDue, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { Temporal } from '@serviceportal/shared/time';
import { isInWork, noSuchTicket } from './ticket.ts';

/** A callback that is planned and not due yet. `plan` counts the ticket's plannings, `at` is RFC 3339. */
export interface OpenCallback {
  readonly plan: number;
  readonly at: string;
}

/** The callback the ticket waits for; undefined when none is planned, it was raised, or nobody waits any more. */
export function openCallback(
  ticket: Pick<Ticket, 'state' | 'callbackAt' | 'callbackPlan' | 'callbackDue'>,
): OpenCallback | undefined {
  const { callbackAt, callbackPlan, callbackDue } = ticket;
  if (!isInWork(ticket) || callbackAt === undefined || callbackPlan <= callbackDue) return undefined;
  return { plan: callbackPlan, at: callbackAt };
}

export function hasCome({ at }: OpenCallback, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(now, at) >= 0;
}

/** The agreed time has come; done already where the state no longer wants that plan, or not yet. */
export function raiseCallbackDue(plan: number, ticket: Ticket | undefined, now: Temporal.Instant): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const open = openCallback(ticket);
  if (!open || open.plan !== plan || !hasCome(open, now)) return alreadyDone;
  return happened(CallbackDue, { ...ticket, callbackDue: plan }, { attempt: plan, callbackAt: open.at });
}
