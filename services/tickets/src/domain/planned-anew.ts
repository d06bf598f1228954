import type { Ticket } from '@serviceportal/shared/contracts';
import type { Temporal } from '@serviceportal/shared/time';
import { type Office, promiseFor } from './opening.ts';

/** When the citizen will be called or written to, and which planning that is. */
export type Plan = Pick<
  Ticket,
  'promiseBy' | 'callbackAt' | 'callbackUntil' | 'wishMet' | 'callbackPlan' | 'directoryRevision' | 'triesInVain'
>;

/**
 * What an office promises for a ticket from now on, by the rule for new ones and with the wish kept. Nobody is called
 * under a number that was found to be wrong.
 */
export function plannedAnew(ticket: Ticket, office: Office, now: Temporal.Instant): Plan {
  const { promiseBy, callbackAt, callbackUntil, wishMet } = promiseFor(ticket, office, now);
  const directoryRevision = office.department.revision;
  const { callbackPlan } = ticket;
  // A person wanted it, so whoever was not reached before is rung as often as at first.
  const always = { promiseBy, directoryRevision, triesInVain: undefined };
  if (!callbackAt || ticket.attempts.at(-1)?.result === 'wrong-number') {
    const none = { callbackAt: undefined, callbackUntil: undefined, wishMet: undefined };
    return { ...always, ...none, callbackPlan };
  }
  return { ...always, callbackAt, callbackUntil, wishMet, callbackPlan: callbackPlan + 1 };
}
