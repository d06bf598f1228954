import {
  type Addition,
  type Citizen,
  type Ticket,
  TicketAbsorbed,
  TicketMerged,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type DecisionOnTwo, happened } from '@serviceportal/shared/decision';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { type Actor, displayTicketId } from '@serviceportal/shared/identity';
import { Temporal } from '@serviceportal/shared/time';
import { whyTooMany } from './addition.ts';
import { openPromise } from './overdue.ts';
import { clerkOf, isInWork, noSuchTicket, whyNotWork } from './ticket.ts';

/**
 * A person's concern stands in two tickets of a department: `merged` is closed and `into` holds both questions, with the
 * callback and the promise that are earlier. `at` is the time in the city.
 */
export function mergeTickets(
  { why }: { readonly why?: string },
  merged: Ticket | undefined,
  into: Ticket | undefined,
  actor: Actor,
  at: string,
): DecisionOnTwo<Ticket> {
  if (!merged) return noSuchTicket();
  if (into && merged.mergedInto === into.ticketId) return alreadyDone;
  const refusal = whyNotWork(merged, clerkOf(merged, actor)) ?? whyNotInto(merged, into);
  if (refusal) return refusal;
  const target = into!;
  const questions = questionsOf(merged);
  const tooMany = whyTooMany(target, questions);
  if (tooMany) return tooMany;

  const outcome = `In Vormerkung ${displayTicketId(target.ticketId)} aufgegangen`;
  return [
    happened(
      TicketMerged,
      { ...merged, state: 'closed', outcome, closedAt: at, overdueAt: undefined, mergedInto: target.ticketId },
      { into: target.ticketId, why },
    ),
    happened(
      TicketAbsorbed,
      {
        ...target,
        ...earlierCallback(target, merged),
        citizen: bothContacts(target.citizen, merged.citizen),
        additions: [...(target.additions ?? []), ...questions],
        absorbed: [...(target.absorbed ?? []), merged.ticketId, ...(merged.absorbed ?? [])],
      },
      { from: merged.ticketId },
    ),
  ];
}

/** Whether two tickets are by the same person as far as anybody can tell: one number or one address in both. */
function isSamePerson(a: Citizen, b: Citizen): boolean {
  const isSame = (one?: string, other?: string) => one !== undefined && one.toLowerCase() === other?.toLowerCase();
  return isSame(a.phone, b.phone) || isSame(a.email, b.email);
}

function whyNotInto(merged: Ticket, into: Ticket | undefined): Refusal | undefined {
  if (!into) return wrongTarget('is not a ticket');
  if (into.ticketId === merged.ticketId) return wrongTarget('is the ticket itself');
  if (into.departmentId !== merged.departmentId) return wrongTarget('belongs to another department');
  if (!isInWork(into)) return refuse('conflict', `Ticket ${displayTicketId(into.ticketId)} is ${into.state} already.`);
  // Their word would be lost: the ticket that stays knows one person to call.
  if (!isSamePerson(merged.citizen, into.citizen))
    return wrongTarget('is not by a person with the same number or address');
  return undefined;
}

function wrongTarget(message: string): Refusal {
  return refuse('unprocessable', `into ${message}.`, [{ path: 'into', message }]);
}

function questionsOf({ openedAt, subject, question, callId, additions = [] }: Ticket): Addition[] {
  return [{ at: openedAt, subject, question, callId }, ...additions];
}

/** A way to reach them that only the other ticket knew; a consent goes with its address. */
function bothContacts(citizen: Citizen, { name, phone, email, emailConsent }: Citizen): Citizen {
  return {
    ...citizen,
    name: citizen.name ?? name,
    phone: citizen.phone ?? phone,
    ...(citizen.email === undefined && { email, emailConsent }),
  };
}

type Planned = Pick<
  Ticket,
  'callbackAt' | 'callbackUntil' | 'callbackPlan' | 'wishMet' | 'promiseBy' | 'overdueAt' | 'triesInVain'
>;

/**
 * The earlier call, as a planning of its own where it is the other ticket's; the earlier promise that is still owed, but
 * not before that call.
 */
function earlierCallback(target: Ticket, merged: Ticket): Planned {
  const takesOver = isBefore(merged.callbackAt, target.callbackAt);
  const { callbackAt, callbackUntil, wishMet } = takesOver ? merged : target;
  const isOwed = openPromise(merged) !== undefined || merged.overdueAt !== undefined;
  const promised = isOwed && isBefore(merged.promiseBy, target.promiseBy) ? merged : target;
  const putOff = callbackUntil !== undefined && isBefore(promised.promiseBy, callbackUntil);
  return {
    callbackAt,
    callbackUntil,
    wishMet,
    callbackPlan: target.callbackPlan + (takesOver ? 1 : 0),
    promiseBy: putOff ? callbackUntil : promised.promiseBy,
    overdueAt: putOff ? undefined : promised.overdueAt,
    triesInVain: takesOver ? undefined : target.triesInVain,
  };
}

/** Nothing is before no time at all. */
function isBefore(a: string | undefined, b: string | undefined): boolean {
  if (a === undefined) return false;
  return b === undefined || Temporal.Instant.compare(a, b) < 0;
}
