import { departmentsWithin, type Extent, extentFor, visibleTo } from '@serviceportal/shared/access';
import { PersonId, Slug, TicketAggregate, TicketState, Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { Phone } from '@serviceportal/shared/identity';
import type { StoredMessage } from '@serviceportal/shared/log';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { PageQuery } from '@serviceportal/shared/view';
import { z } from 'zod';
import { noSuchTicket } from '../domain/ticket.ts';
import type { Parts } from '../parts.ts';
import { QueryTime, ShownTicket, text, TicketParams } from './fields.ts';
import { createShowTicket } from './shown-ticket.ts';

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
  assignee: PersonId.optional().describe('The clerk who has the ticket'),
  overdue: z
    .enum(['true', 'false'])
    .transform((given) => given === 'true')
    .optional()
    .describe('Whether the promise has passed without an answer'),
  dueBefore: QueryTime.optional().describe('Promised for before that time'),
  phone: Phone.optional(),
  q: text(200)
    .optional()
    .describe('Part of subject, question, name or number; upper and lower case, ü and ue are the same'),
});

const HistoryEntry = z.object({
  eventId: z.string(),
  type: z.string(),
  at: Timestamp,
  actor: z.object({ type: z.string(), id: z.string().optional().describe('Not told of other departments') }),
  departmentId: Slug,
  state: TicketState,
  revision: z.number(),
  details: z.record(z.string(), z.unknown()).describe('What the event says besides the ticket'),
});

/** The list from the database; one ticket and its history from the log. */
export function ticketOperations(parts: Parts): Operation[] {
  return [listTickets(parts), ticketHistory(parts)];
}

function listTickets(parts: Parts): Operation {
  const { list, clock } = parts;
  const show = createShowTicket(parts);
  return operation({
    name: 'list-tickets',
    method: 'get',
    path: '/tickets',
    command: 'list',
    summary: 'Tickets, newest first',
    query: ListQuery,
    answers: { 200: z.object({ items: z.array(ShownTicket), nextCursor: z.string().optional() }) },
    refusals: ['unavailable'],
  }).handledBy(async ({ query: { limit, cursor, dueBefore, departmentId, ...rest }, reach }) => {
    if (reach.others === 'redacted') refuseSearch(rest);
    const departments = departmentsWithin(reach, departmentId);
    // Kept in this form too, so that text compares like time.
    const before = dueBefore && formatTimestamp(Temporal.Instant.from(dueBefore), clock.zone);
    const { items, nextCursor } = await list.page({ ...rest, departments, dueBefore: before }, { limit, cursor });
    return { status: 200, body: { items: items.map((ticket) => show(ticket, reach)), nextCursor } };
  });
}

/** A number identifies nobody, and what is found by words tells the words: of tickets that aren't one's own that needs a reason. */
function refuseSearch({ phone, q }: { phone?: string; q?: string }): void {
  if (phone === undefined && q === undefined) return;
  throw refuse('forbidden', 'Looking for tickets by number or words needs the header Access-Reason.');
}

function ticketHistory({ log, tickets, clock }: Parts): Operation {
  return operation({
    name: 'ticket-history',
    method: 'get',
    path: '/tickets/:ticketId/history',
    command: 'history',
    summary: 'What happened to a ticket, oldest first',
    params: TicketParams,
    answers: { 200: z.object({ items: z.array(HistoryEntry) }) },
    refusals: ['not-found'],
  }).handledBy(async ({ params: { ticketId }, reach }) => {
    // First, so that not even the time tells that another department has it.
    if (!visibleTo(reach, (await tickets.require(ticketId)).state)) throw noSuchTicket();
    const events = await log.history(TicketAggregate.stream, TicketAggregate.filter(ticketId));
    const states = events.map(({ envelope }) => TicketAggregate.state.parse(envelope.data['ticket']));
    // Who has the ticket now sees where it was before; who gave it away sees it no more.
    const now = visibleTo(reach, states.at(-1));
    if (!now) throw noSuchTicket();
    const extent = extentFor(reach, now.departmentId)!;
    return { status: 200, body: { items: events.map((event) => historyEntry(event, extent, clock.zone)) } };
  });
}

function historyEntry({ envelope }: StoredMessage, extent: Extent, zone: string): z.infer<typeof HistoryEntry> {
  const { id, type, time, authtype, authid, data } = envelope;
  const { ticket, handled: _, ...details } = data;
  const { departmentId, state, revision } = TicketAggregate.state.parse(ticket);
  const at = formatTimestamp(Temporal.Instant.from(time), zone);
  const entry = { eventId: id, type, at, departmentId, state, revision };
  if (extent === 'redacted') return { ...entry, actor: { type: authtype }, details: {} };
  return { ...entry, actor: { type: authtype, id: authid }, details };
}
