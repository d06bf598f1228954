import { CallbackPlanned, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { Refusal, refuse } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { type Opening, parseTimestamp, Temporal } from '@serviceportal/shared/time';
import { plannedIn } from './callback-window.ts';
import { type Planning, windowFrom } from './next-try.ts';
import { clerkOf, noSuchTicket, whyNotWork } from './ticket.ts';

/**
 * A clerk agreed on another time with the citizen, also with one who was promised a mail: the callback is planned for
 * `at` (RFC 3339), in the department's hours, whatever else is planned then. Tries in vain before it don't count.
 */
export function planCallbackAt(
  { at }: { readonly at: string },
  ticket: Ticket | undefined,
  actor: Actor,
  planning: Planning,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  const refusal = whyNotWork(ticket, clerkOf(ticket, actor)) ?? whyNotCall(ticket);
  if (refusal) return refusal;
  const window = windowAsSaid('at', at, planning);
  if (window instanceof Refusal) return window;
  const { callbackAt: previously } = ticket;
  if (previously !== undefined && Temporal.Instant.compare(previously, window.start) === 0) return alreadyDone;
  const planned = plannedIn(window, ticket, planning.calendar.zone);
  return happened(
    CallbackPlanned,
    { ...ticket, ...planned, triesInVain: undefined },
    { reason: 'clerk', ...(previously !== undefined && { previously }) },
  );
}

/** The window that begins when a clerk says (RFC 3339), in `field` of the command; else the refusal that names it. */
export function windowAsSaid(field: string, at: string, planning: Planning): Opening | Refusal {
  const start = parseTimestamp(at);
  if (Temporal.Instant.compare(start, planning.now) <= 0) return wrongTime(field, 'must lie in the future');
  return windowFrom(planning, start) ?? wrongTime(field, "must lie in the department's hours");
}

export function wrongTime(field: string, message: string): Refusal {
  return refuse('unprocessable', `${field} ${message}.`, [{ path: field, message }]);
}

function whyNotCall({ citizen }: Ticket): Refusal | undefined {
  if (citizen.phone) return undefined;
  return refuse('unprocessable', 'The citizen left no phone number.', [
    { path: 'citizen.phone', message: 'is missing' },
  ]);
}
