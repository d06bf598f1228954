import { AttemptResult, type Ticket, Timestamp } from '@serviceportal/shared/contracts';
import type { Cause } from '@serviceportal/shared/decision';
import { Unavailable } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { type Actor, displayTicketId } from '@serviceportal/shared/identity';
import type { Decide } from '@serviceportal/shared/log';
import { type Calendar, formatTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { recordAttempt } from '../domain/attempt.ts';
import { noSuchTicket } from '../domain/ticket.ts';
import { answerTicket, closeTicket, takeTicket } from '../domain/work.ts';
import { callbackAttempted, ticketAnswered, ticketClosed, ticketTaken } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { ClerkId, text, TicketAnswer, TicketParams } from './fields.ts';

const answers = { 200: z.object({ ticket: TicketAnswer }) };
const refusals = ['not-found', 'conflict'] as const;

interface Asked {
  readonly params: { readonly ticketId: string };
  readonly cause: Cause;
  readonly actor: Actor;
}

/**
 * Reading and working on one ticket. With `departmentId` for that department alone: another's ticket looks like a
 * missing one.
 */
export function workOperations(parts: Parts, departmentId?: string): Operation[] {
  const desk = createDesk(parts, departmentId);
  return [showTicket(desk), take(parts, desk), attempt(parts, desk), answer(parts, desk), close(parts, desk)];
}

type Desk = ReturnType<typeof createDesk>;

function createDesk({ tickets, directory, clock }: Parts, departmentId: string | undefined) {
  const visible = (ticket: Ticket | undefined) =>
    departmentId === undefined || ticket?.departmentId === departmentId ? ticket : undefined;
  return {
    async show(ticketId: string) {
      const ticket = visible((await tickets.require(ticketId)).state);
      if (!ticket) throw noSuchTicket();
      return shown(ticket);
    },
    /** Does the command; `done` hears of it once. */
    async work({ params: { ticketId }, cause, actor }: Asked, decide: Decide<Ticket>, done: (ticket: Ticket) => void) {
      const { state, repeated } = await tickets.handle(ticketId, { cause, actor }, (ticket, by) =>
        decide(visible(ticket), by),
      );
      if (!repeated) done(state);
      return shown(state);
    },
    calendarOf(ticket: Ticket): Calendar {
      const department = directory.department(ticket.departmentId);
      if (!department) throw new Unavailable('the directory copy lacks the department');
      return directory.calendarOf(department);
    },
    time: () => formatTimestamp(clock.now(), clock.zone),
  };
}

function shown(ticket: Ticket) {
  return { status: 200, body: { ticket: { ...ticket, display: displayTicketId(ticket.ticketId) } } } as const;
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
  }).handledBy(({ params: { ticketId } }) => desk.show(ticketId));
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

function attempt({ logger, clock }: Parts, desk: Desk): Operation {
  return operation({
    name: 'record-attempt',
    method: 'post',
    path: '/tickets/:ticketId/attempts',
    command: 'attempts',
    summary: 'A clerk rang the citizen; whoever was not reached is rung again',
    params: TicketParams,
    body: z.strictObject({
      result: AttemptResult,
      nextAt: Timestamp.optional().describe("When to ring again, in the department's hours"),
      note: text(10_000).optional(),
      clerkId: ClerkId,
    }),
    answers,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy((command) => {
    const { body } = command;
    const decide: Decide<Ticket> = (ticket, actor) =>
      ticket
        ? recordAttempt(body, ticket, actor, { calendar: desk.calendarOf(ticket), now: clock.now() })
        : noSuchTicket();
    return desk.work(command, decide, ({ ticketId, departmentId }) =>
      callbackAttempted(logger, { department: departmentId, result: body.result, ticketId }),
    );
  });
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
    body: z.strictObject({ outcome: text(10_000), clerkId: ClerkId }),
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
