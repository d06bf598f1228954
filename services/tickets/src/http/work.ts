import { oneLine, OUTCOMES, wordsOr } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import { answerTicket, closeTicket, takeTicket } from '../domain/work.ts';
import { ticketAnswered, ticketClosed, ticketTaken } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { attemptOperation } from './attempts.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, text, TicketParams } from './fields.ts';
import { letterOperation } from './letter.ts';
import { mergeOperations } from './merge.ts';
import { planCallbackOperation } from './planning.ts';
import { reopenOperation } from './reopen.ts';
import { responsibilityOperations } from './responsibility.ts';

/** Reading and working on one ticket, by people and by a department's programs: another's ticket looks like a missing one. */
export function workOperations(parts: Parts, desk: Desk): Operation[] {
  return [
    showTicket(desk),
    take(parts, desk),
    planCallbackOperation(parts, desk),
    attemptOperation(parts, desk),
    answer(parts, desk),
    close(parts, desk),
    letterOperation(parts, desk),
    ...responsibilityOperations(parts, desk),
    ...mergeOperations(parts, desk),
    reopenOperation(parts, desk),
  ];
}

function showTicket(desk: Desk): Operation {
  return operation({
    name: 'show-ticket',
    method: 'get',
    path: '/tickets/:ticketId',
    command: 'ticket',
    summary: 'One ticket, from the log',
    params: TicketParams,
    answers,
    refusals: ['not-found'],
  }).handledBy(async (asked) => desk.shown(await desk.ticket(asked), asked.reach));
}

function take({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'take-ticket',
    method: 'post',
    path: '/tickets/:ticketId/take',
    command: 'take',
    summary: 'A clerk takes a ticket; the first one has it',
    params: TicketParams,
    body: z.strictObject({ clerkId: ClerkId }),
    answers,
    refusals,
  }).handledBy((command) =>
    desk.work(command, takeTicket, ({ ticketId, departmentId }) =>
      ticketTaken(logger, { department: departmentId, ticketId }),
    ),
  );
}

function answer({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'answer-ticket',
    method: 'post',
    path: '/tickets/:ticketId/answer',
    command: 'answer',
    summary: 'The citizen has the answer by phone, or gets it by mail',
    params: TicketParams,
    body: z.strictObject({ by: z.enum(['phone', 'email']), text: text(10_000), clerkId: ClerkId }),
    answers,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy((command) => {
    const { body } = command;
    return desk.work(
      command,
      (ticket, actor) => answerTicket(body, ticket, actor, desk.time()),
      ({ ticketId, departmentId }) => ticketAnswered(logger, { department: departmentId, by: body.by, ticketId }),
    );
  });
}

function close({ logger }: Parts, desk: Desk): Operation {
  return operation({
    name: 'close-ticket',
    method: 'post',
    path: '/tickets/:ticketId/close',
    command: 'close',
    summary: 'The concern is settled; the outcome says how',
    params: TicketParams,
    body: z.strictObject({ outcome: oneLine(10_000).describe(wordsOr(OUTCOMES)), clerkId: ClerkId }),
    answers,
    refusals,
  }).handledBy((command) =>
    desk.work(
      command,
      (ticket, actor) => closeTicket(command.body, ticket, actor, desk.time()),
      ({ ticketId, departmentId }) => ticketClosed(logger, { department: departmentId, ticketId }),
    ),
  );
}
