import type { Department, Ticket } from '@serviceportal/shared/contracts';
import type { Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Context, Outcome } from '@serviceportal/shared/log';
import { windowIsFull } from './domain/callback.ts';
import { openTicket, type TicketRequest } from './domain/opening.ts';
import { ticketOpened } from './facts.ts';
import type { Parts } from './parts.ts';

/**
 * Opens the one ticket this cause leads to, planned at the moment of deciding. Its number follows from the cause, so the
 * same cause again finds the same ticket, even where by now there is a refusal in the department's place.
 */
export async function openVormerkung(
  parts: Parts,
  context: Context,
  request: TicketRequest,
  department: Department | Refusal,
): Promise<Outcome<Ticket>> {
  const { tickets, logger } = parts;
  const planning = department instanceof Refusal ? refusing(department) : await plan(parts, request, department);
  try {
    const outcome = await tickets.create(context, (salt) => ticketIdFrom(context.cause.id, salt), planning.decide);
    const { ticketId, departmentId, origin } = outcome.state;
    if (!outcome.repeated) ticketOpened(logger, { department: departmentId, origin, ticketId });
    return outcome;
  } catch (cause) {
    planning.release();
    throw cause;
  }
}

interface Planning {
  readonly decide: (ticketId: string) => Decision<Ticket>;
  /** Nothing was stored: what was planned makes room again. */
  readonly release: () => void;
}

function refusing(refusal: Refusal): Planning {
  return { decide: () => refusal, release: () => undefined };
}

async function plan(
  { load, directory, clock }: Parts,
  request: TicketRequest,
  department: Department,
): Promise<Planning> {
  const { callbacksPerHour } = department.serviceLevel;
  const limited = request.answerBy === 'callback' && callbacksPerHour !== undefined;
  const callbacks = limited ? await load.read(department.departmentId) : undefined;
  const calendar = directory.calendarOf(department);
  const reserved: string[] = [];
  return {
    decide(ticketId) {
      // Nothing waits between looking at the load and adding to it: of several at once each sees those before it.
      const isFull = callbacks && windowIsFull(callbacks.others(ticketId), callbacksPerHour);
      const decision = openTicket(ticketId, request, { department, calendar, isFull }, clock.now());
      callbacks?.reserve(ticketId, decision.state.callbackAt);
      reserved.push(ticketId);
      return decision;
    },
    release() {
      for (const ticketId of reserved) callbacks?.release(ticketId);
    },
  };
}
