import { type Department, isOnboarded, Slug, type Ticket } from '@serviceportal/shared/contracts';
import { Refusal } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Decide } from '@serviceportal/shared/log';
import { z } from 'zod';
import type { Office } from '../domain/opening.ts';
import { moveTicket, returnTicket, wrongDepartment } from '../domain/responsibility.ts';
import { ticketMoved, ticketReturned } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { planningFor } from '../planning.ts';
import { departmentFor } from './department.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, text, TicketParams } from './fields.ts';

/** Who has a ticket: a clerk gives it back, a department passes it on. */
export function responsibilityOperations(parts: Parts, desk: Desk): Operation[] {
  return [giveBack(parts, desk), move(parts, desk)];
}

function giveBack({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'return-ticket',
    method: 'post',
    path: '/tickets/:ticketId/return',
    command: 'return',
    summary: 'The clerk who has the ticket gives it back to the department',
    params: TicketParams,
    body: z.strictObject({ why: text(1_000).optional(), clerkId: ClerkId }),
    answers,
    refusals,
  }).handledBy((command) =>
    desk.work(
      command,
      (ticket, actor) => returnTicket(command.body, ticket, actor),
      ({ ticketId, departmentId }) => ticketReturned(logger, { department: departmentId, ticketId }),
    ),
  );
}

/** Whoever may not see the new department's tickets gets the ticket as it left theirs. */
const MOVED = { 200: answers[200].extend({ movedTo: Slug.describe('The department that has the ticket now') }) };

function move(parts: Parts, desk: Desk): Operation {
  return operation({
    name: 'move-ticket',
    method: 'post',
    path: '/tickets/:ticketId/move',
    command: 'move',
    summary: 'Another department is responsible; the callback is planned anew in its hours',
    params: TicketParams,
    body: z.strictObject({ departmentId: Slug, why: text(1_000), clerkId: ClerkId }),
    answers: MOVED,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy(async (command) => {
    const { departmentId, why } = command.body;
    const { ticketId } = command.params;
    const department = newDepartment(parts, departmentId);
    const planning = department instanceof Refusal ? undefined : await planningFor(parts, department);
    const decide: Decide<Ticket> = (ticket, actor) => {
      const movedTo = (office: Office | Refusal) => moveTicket({ why }, ticket, actor, office, parts.clock.now());
      return planning ? planning.decide(ticketId, movedTo) : movedTo(department as Refusal);
    };
    try {
      const { status, body } = await desk.work(command, decide, () =>
        ticketMoved(parts.logger, { department: departmentId, ticketId }),
      );
      return { status, body: { ...body, movedTo: departmentId } };
    } catch (cause) {
      planning?.release();
      throw cause;
    }
  });
}

/** The department the ticket is to go to. Where nobody has joined, nobody would watch it. */
function newDepartment({ directory, clock }: Parts, departmentId: string): Department | Refusal {
  const department = departmentFor(directory, { departmentId });
  if (department instanceof Refusal) return wrongDepartment('is not a department');
  if (isOnboarded(department, clock.now(), clock.zone)) return department;
  return wrongDepartment('has not joined, so nobody there would see the ticket');
}
