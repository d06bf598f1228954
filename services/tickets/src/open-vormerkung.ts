import type { Department, Ticket } from '@serviceportal/shared/contracts';
import type { Decision } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Context, Outcome } from '@serviceportal/shared/log';
import type { Temporal } from '@serviceportal/shared/time';
import { openTicket, type TicketRequest } from './domain/opening.ts';
import { ticketOpened } from './facts.ts';
import type { Parts } from './parts.ts';
import { planningFor } from './planning.ts';

/**
 * Opens the one ticket this cause leads to, planned at the moment of deciding. Its number follows from the cause, so the
 * same cause again finds the same ticket, even where by now there is a refusal in the department's place. Nobody is there
 * before `absentUntil`.
 */
export async function openVormerkung(
  parts: Parts,
  context: Context,
  request: TicketRequest,
  department: Department | Refusal,
  absentUntil?: Temporal.Instant,
): Promise<Outcome<Ticket>> {
  const { tickets, clock, logger } = parts;
  const planning = department instanceof Refusal ? department : await planningFor(parts, department, request.answerBy);
  const decide = (ticketId: string): Decision<Ticket> =>
    planning instanceof Refusal
      ? planning
      : planning.decide(ticketId, (office) => openTicket(ticketId, request, { ...office, absentUntil }, clock.now()));
  try {
    const outcome = await tickets.create(context, (salt) => ticketIdFrom(context.cause.id, salt), decide);
    const { ticketId, departmentId, origin } = outcome.state;
    if (!outcome.repeated) ticketOpened(logger, { department: departmentId, origin, ticketId });
    return outcome;
  } catch (cause) {
    if (!(planning instanceof Refusal)) planning.release();
    throw cause;
  }
}
