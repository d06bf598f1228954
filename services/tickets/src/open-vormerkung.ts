import type { Department, Ticket } from '@serviceportal/shared/contracts';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Context, Outcome } from '@serviceportal/shared/log';
import { fact } from '@serviceportal/shared/telemetry';
import { windowIsFull } from './domain/callback.ts';
import { openTicket, type TicketRequest } from './domain/opening.ts';
import type { Parts } from './parts.ts';

const opened = fact('ticket opened', 'Vormerkungen by department and where they came from', ['department', 'origin']);

/**
 * Opens the one ticket this cause leads to, planned at the moment of deciding. Its number follows from the cause, so the
 * same cause again finds the same ticket.
 */
export async function openVormerkung(
  { tickets, load, directory, clock, logger }: Parts,
  context: Context,
  request: TicketRequest,
  department: Department,
): Promise<Outcome<Ticket>> {
  const { departmentId } = department;
  const { callbacksPerHour } = department.serviceLevel;
  const limited = request.answerBy === 'callback' && callbacksPerHour !== undefined;
  const callbacks = limited ? await load.read(departmentId) : undefined;
  const calendar = directory.calendarOf(department);
  const reserved: string[] = [];

  const decide = (ticketId: string) => {
    // Nothing waits between looking at the load and adding to it: of several at once each sees those before it.
    const isFull = callbacks && windowIsFull(callbacks.others(ticketId), callbacksPerHour);
    const decision = openTicket(ticketId, request, { department, calendar, isFull }, clock.now());
    callbacks?.reserve(ticketId, decision.state.callbackAt);
    reserved.push(ticketId);
    return decision;
  };
  try {
    const outcome = await tickets.create(context, (salt) => ticketIdFrom(context.cause.id, salt), decide);
    const { ticketId, origin } = outcome.state;
    if (!outcome.repeated) opened(logger, { department: departmentId, origin, ticketId });
    return outcome;
  } catch (cause) {
    for (const ticketId of reserved) callbacks?.release(ticketId);
    throw cause;
  }
}
