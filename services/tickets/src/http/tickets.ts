import { Id, Slug, TicketAggregate, TicketState, Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, Phone } from '@serviceportal/shared/identity';
import type { StoredMessage } from '@serviceportal/shared/log';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { noSuchTicket } from '../domain/ticket.ts';
import type { Parts } from '../parts.ts';
import { QueryTime, text, TicketAnswer, TicketParams } from './fields.ts';

const ListQuery = PageQuery.extend({
  departmentId: Slug.optional(),
  state: z
    .string()
    .max(60)
    .transform((list) => list.split(','))
    .pipe(z.array(TicketState))
    .optional()
    .describe('One or more of open, taken, answered, closed, parted by commas'),
  answerBy: z.enum(['callback', 'email']).optional(),
  assignee: Id.optional().describe('The clerk who has the ticket'),
  overdue: z
    .enum(['true', 'false'])
    .transform((given) => given === 'true')
    .optional()
    .describe('Whether the promise has passed without an answer'),
  dueBefore: QueryTime.optional().describe('Promised for before that time'),
  phone: Phone.optional(),
  q: text(200).optional().describe('Part of subject, question, name or number; upper and lower case are the same'),
});

const HistoryEntry = z.object({
  eventId: z.string(),
  type: z.string(),
  at: Timestamp,
  actor: z.object({ type: z.string(), id: z.string() }),
  departmentId: Slug,
  state: TicketState,
  revision: z.number(),
  details: z.record(z.string(), z.unknown()).describe('What the event says besides the ticket'),
});

/** The list from the database; one ticket and its history from the log. */
export function ticketOperations(parts: Parts): Operation[] {
  return [listTickets(parts), ticketHistory(parts)];
}

function listTickets({ list, clock }: Parts): Operation {
  return operation({
    name: 'list-tickets',
    method: 'get',
    path: '/tickets',
    command: 'list',
    summary: 'Tickets, newest first',
    query: ListQuery,
    answers: { 200: z.object({ items: z.array(TicketAnswer), nextCursor: z.string().optional() }) },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { limit, cursor, dueBefore, ...rest } }) => {
    // Kept in this form too, so that text compares like time.
    const before = dueBefore && formatTimestamp(Temporal.Instant.from(dueBefore), clock.zone);
    const { items, nextCursor } = await list.page({ ...rest, dueBefore: before }, { limit, cursor });
    const shown = items.map((ticket) => ({ ...ticket, display: displayTicketId(ticket.ticketId) }));
    return { status: 200, body: { items: shown, nextCursor } };
  });
}

function ticketHistory({ log, clock }: Parts): Operation {
  return operation({
    name: 'ticket-history',
    method: 'get',
    path: '/tickets/:ticketId/history',
    command: 'history',
    summary: 'What happened to a ticket, oldest first',
    params: TicketParams,
    answers: { 200: z.object({ items: z.array(HistoryEntry) }) },
    refusals: ['not-found'],
  }).handledBy(async ({ params: { ticketId } }) => {
    const events = await log.history(TicketAggregate.stream, TicketAggregate.filter(ticketId));
    if (events.length === 0) throw noSuchTicket();
    return { status: 200, body: { items: events.map((event) => historyEntry(event, clock.zone)) } };
  });
}

function historyEntry({ envelope }: StoredMessage, zone: string): z.infer<typeof HistoryEntry> {
  const { id, type, time, authtype, authid, data } = envelope;
  const { ticket, handled: _, ...details } = data;
  const { departmentId, state, revision } = TicketAggregate.state.parse(ticket);
  const at = formatTimestamp(Temporal.Instant.from(time), zone);
  return { eventId: id, type, at, actor: { type: authtype, id: authid }, departmentId, state, revision, details };
}
