import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import { reopenTicket } from '../domain/reopen.ts';
import { ticketReopened } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, text, TicketParams } from './fields.ts';

/** A clerk takes up again what was answered or closed. */
export function reopenOperation({ logger, clock }: Parts, desk: Desk): Operation {
  return operation({
    name: 'reopen-ticket',
    method: 'post',
    path: '/tickets/:ticketId/reopen',
    command: 'reopen',
    summary: 'What was answered or closed is owed again, by anybody in the department',
    params: TicketParams,
    body: z.strictObject({ why: text(1_000), clerkId: ClerkId }),
    answers,
    refusals,
  }).handledBy((command) => {
    const { why } = command.body;
    return desk.plan(
      command,
      (ticket, _actor, office) => reopenTicket({ why, by: 'clerk' }, ticket, office, clock.now()),
      ({ ticketId, departmentId }) => ticketReopened(logger, { department: departmentId, ticketId }),
    );
  });
}
