import { type Department, DURABLES, Id, Slug, Timestamp } from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId } from '@serviceportal/shared/identity';
import { Closure, saysItsDutyHours, TimeSpan } from '@serviceportal/shared/time';
import { z } from 'zod';
import { calendarUnder, type Move, movesUnder } from '../domain/closure.ts';
import type { Parts } from '../parts.ts';
import type { MovableTicket } from '../view/tickets.ts';
import { requireDepartment, requireDepartments } from './department.ts';
import { DepartmentParams } from './fields.ts';

const Body = z.strictObject({
  closure: Closure.safeExtend({ hours: z.array(TimeSpan.strict()).max(10).optional() })
    .strict()
    .check(saysItsDutyHours),
});

const Item = z.object({
  ticketId: Id,
  display: z.string(),
  departmentId: Slug,
  callbackAt: Timestamp,
  callbackUntil: Timestamp,
  movesTo: z
    .object({ callbackAt: Timestamp, callbackUntil: Timestamp, promiseBy: Timestamp })
    .optional()
    .describe('What would be promised instead; missing where the department would not open again'),
  reachableBy: z
    .enum(['email', 'phone'])
    .describe('How the citizen would hear of it: by a mail, or somebody rings them'),
});

const answers = { 200: z.object({ items: z.array(Item), count: z.number().int().nonnegative() }) };

/** What a closure would shift, before anybody enters it. Changes nothing; the closure itself is the directory's. */
export function closurePreviewOperations(parts: Parts): Operation[] {
  return [ofDepartment(parts), ofCity(parts)];
}

function ofDepartment(parts: Parts): Operation {
  return operation({
    name: 'department-closure-preview',
    method: 'post',
    path: '/departments/:departmentId/closure-preview',
    command: 'department-closure-preview',
    summary: 'The open callbacks of a department that a closure would hit, and where each would move',
    params: DepartmentParams,
    body: Body,
    answers,
    refusals: ['not-found', 'unprocessable', 'unavailable'],
  }).handledBy(async ({ params: { departmentId }, body: { closure } }) => {
    const department = requireDepartment(parts.directory, departmentId);
    refusePast(parts, closure);
    await untilListed(parts);
    const items = await previewOf(parts, department, closure, 'department');
    return { status: 200, body: { items, count: items.length } };
  });
}

function ofCity(parts: Parts): Operation {
  return operation({
    name: 'city-closure-preview',
    method: 'post',
    path: '/closure-preview',
    command: 'closure-preview',
    summary: 'The open callbacks of all departments that a closure of the whole city would hit',
    body: Body,
    answers,
    refusals: ['unprocessable', 'unavailable'],
  }).handledBy(async ({ body: { closure } }) => {
    refusePast(parts, closure);
    await untilListed(parts);
    const items: z.input<typeof Item>[] = [];
    for (const department of requireDepartments(parts.directory)) {
      items.push(...(await previewOf(parts, department, closure, 'city')));
    }
    return { status: 200, body: { items, count: items.length } };
  });
}

/** The directory would not take it either. */
function refusePast({ clock }: Parts, { to }: Closure): void {
  const today = clock.now().toZonedDateTimeISO(clock.zone).toPlainDate().toString();
  if (to >= today) return;
  throw refuse('unprocessable', 'The closure is over already.', [
    { path: 'closure.to', message: 'must not lie in the past' },
  ]);
}

/** A count that lacks what was stored a moment ago would be confirmed as if it were all. */
async function untilListed({ log, view }: Parts): Promise<void> {
  if (!view.isUp()) throw new Unavailable('the database is away');
  try {
    await log.projected(DURABLES.ticketsView);
  } catch (cause) {
    if (!(cause instanceof Unavailable)) throw cause;
    throw refuse('unavailable', 'The list of tickets is not level with what was stored yet; try again in a moment.');
  }
}

async function previewOf(
  { list, directory, clock }: Parts,
  department: Department,
  closure: Closure,
  scope: 'department' | 'city',
): Promise<z.input<typeof Item>[]> {
  const calendar = calendarUnder(closure, scope, department, directory.hotline());
  const tickets: MovableTicket[] = [];
  for await (const ticket of list.allCallbacks(department.departmentId)) tickets.push(ticket);
  const { callbacksPerHour } = department.serviceLevel;
  return movesUnder(tickets, { calendar, now: clock.now() }, callbacksPerHour).map(shownMove);
}

function shownMove({ ticket, movesTo }: Move<MovableTicket>): z.input<typeof Item> {
  const { ticketId, departmentId, citizen } = ticket;
  return {
    ticketId,
    display: displayTicketId(ticketId),
    departmentId,
    callbackAt: ticket.callbackAt!,
    callbackUntil: ticket.callbackUntil!,
    movesTo,
    reachableBy: citizen.email ? 'email' : 'phone',
  };
}
