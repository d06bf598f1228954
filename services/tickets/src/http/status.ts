import { type Ticket, TicketState, Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { displayTicketId, phoneText } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { reopenTicket } from '../domain/reopen.ts';
import { statusOf, statusOfMerged } from '../domain/status.ts';
import { ticketReopenedByCitizen } from '../facts.ts';
import { heirsOf } from '../heirs.ts';
import type { Parts } from '../parts.ts';
import { type CitizenAccess, NumberAndPin } from './citizen-access.ts';
import type { Desk } from './desk.ts';
import { text } from './fields.ts';

const StatusAnswer = z.object({
  display: z.string(),
  state: TicketState,
  wording: z.string().describe('What citizens read'),
  department: z.string().describe("The department's name"),
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  promiseBy: Timestamp,
  lastPublicLine: z.string().optional(),
  canReopen: z.boolean().describe('Whether the citizen may say that this was no answer'),
});

/** What citizens can do with number and PIN. `desk` is that of all departments. */
export function statusOperations(parts: Parts, desk: Desk, access: CitizenAccess): Operation[] {
  return [showStatus(parts, access), reopenByCitizen(parts, access, desk)];
}

function showStatus(parts: Parts, access: CitizenAccess): Operation {
  return operation({
    name: 'ticket-status',
    method: 'post',
    path: '/status',
    command: 'status',
    summary: 'The status of a Vormerkung, for citizens',
    body: NumberAndPin,
    answers: { 200: StatusAnswer },
    refusals: ['not-found', 'too-many'],
    perMinute: 600,
  }).handledBy(async ({ body, actor, address }) => {
    const ticket = await access.open(body, { actor, address });
    return { status: 200, body: await shownStatus(parts, ticket) };
  });
}

function reopenByCitizen(parts: Parts, access: CitizenAccess, desk: Desk): Operation {
  const { clock, logger } = parts;
  return operation({
    name: 'reopen-by-citizen',
    method: 'post',
    path: '/status/reopen',
    command: 'reopen-by-citizen',
    summary: 'The citizen says, once, that what they got was no answer',
    body: NumberAndPin.extend({ why: text(2_000) }),
    answers: { 200: StatusAnswer },
    refusals: ['not-found', 'conflict', 'too-many'],
    perMinute: 600,
  }).handledBy(async ({ body, actor, address, cause, reach }) => {
    const { why } = body;
    const { ticketId } = await access.open(body, { actor, address });
    const citizen = { type: 'citizen', id: ticketId } as const;
    await desk.plan(
      { params: { ticketId }, cause, actor: citizen, worker: citizen, reach },
      (ticket, _actor, office) => reopenTicket({ why, by: 'citizen' }, ticket, office, clock.now()),
      ({ departmentId }) => ticketReopenedByCitizen(logger, { department: departmentId, ticketId }),
    );
    const { state } = await parts.tickets.require(ticketId);
    return { status: 200, body: await shownStatus(parts, state) };
  });
}

async function shownStatus(parts: Parts, ticket: Ticket): Promise<z.input<typeof StatusAnswer>> {
  const { tickets, directory, clock } = parts;
  const main = (await heirsOf(ticket, tickets)).at(-1) ?? ticket;
  const { departmentId } = main;
  const department = directory.department(departmentId)?.name ?? departmentId;
  const { number: hotline } = directory.hotline();
  const hotlineNumber = phoneText(hotline, hotline);
  const context = { departmentName: department, hotlineNumber, now: clock.now(), zone: clock.zone };
  const status = main === ticket ? statusOf(ticket, context) : statusOfMerged(main, context);
  return { ...status, display: displayTicketId(ticket.ticketId), department };
}
