import { Id, oneLine } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { TicketNumber } from '@serviceportal/shared/identity';
import { z } from 'zod';
import { addQuestion } from '../domain/addition.ts';
import { mergeTickets } from '../domain/merge.ts';
import { questionAdded, ticketsMerged } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, text, TicketParams } from './fields.ts';

/** What makes one ticket of two: another question is added to it, or another ticket goes up in it. */
export function mergeOperations(parts: Parts, desk: Desk): Operation[] {
  return [add(parts, desk), merge(parts, desk)];
}

function add({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'add-question',
    method: 'post',
    path: '/tickets/:ticketId/add',
    command: 'add',
    summary: 'The citizen asks again about the same: added to the ticket in work instead of a second one',
    params: TicketParams,
    body: z.strictObject({
      question: text(10_000),
      subject: oneLine(200).optional(),
      callId: Id.optional().describe('The call in which they asked'),
    }),
    answers,
    refusals,
  }).handledBy((command) =>
    desk.work(
      command,
      (ticket) => addQuestion(command.body, ticket, desk.time()),
      ({ ticketId, departmentId }) => questionAdded(logger, { department: departmentId, ticketId }),
    ),
  );
}

function merge({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'merge-tickets',
    method: 'post',
    path: '/tickets/:ticketId/merge',
    command: 'merge',
    summary: 'Another ticket of the same person holds this concern, too; the answer is that ticket',
    params: TicketParams,
    body: z.strictObject({ into: TicketNumber, why: text(1_000).optional(), clerkId: ClerkId }),
    answers,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy((command) => {
    const { into, why } = command.body;
    return desk.workOnBoth(
      command,
      into,
      (ticket, other, actor) => mergeTickets({ why }, ticket, other, actor, desk.time()),
      ({ ticketId, departmentId }) => ticketsMerged(logger, { department: departmentId, ticketId }),
    );
  });
}
