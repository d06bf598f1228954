import { type Extent, extentFor, type Reach } from '@serviceportal/shared/access';
import type { Ticket } from '@serviceportal/shared/contracts';
import { displayTicketId, phoneText } from '@serviceportal/shared/identity';
import type { Service } from '@serviceportal/shared/service';
import type { z } from 'zod';
import { standingOf } from '../domain/status.ts';
import type { ShownTicket } from './fields.ts';

/** Shows a ticket as far as `reach` goes. */
export type ShowTicket = (ticket: Ticket, reach: Reach) => z.input<typeof ShownTicket>;

export function createShowTicket(service: Pick<Service, 'directory' | 'clock'>): ShowTicket {
  return (ticket, reach) => shownAs(extentFor(reach, ticket.departmentId), ticket, service);
}

function shownAs(
  extent: Extent | undefined,
  ticket: Ticket,
  { directory, clock }: Pick<Service, 'directory' | 'clock'>,
): z.input<typeof ShownTicket> {
  const { ticketId, departmentId, answerBy, openedAt, revision } = ticket;
  const display = displayTicketId(ticketId);
  if (extent === 'whole') return { ...ticket, display };
  const { number } = directory.hotline();
  const departmentName = directory.department(departmentId)?.name ?? departmentId;
  const context = { departmentName, hotlineNumber: phoneText(number, number), now: clock.now(), zone: clock.zone };
  const stands = { ...standingOf(ticket, context), answerBy, openedAt, revision };
  return { ticketId, display, departmentId, ...stands, redacted: true };
}
