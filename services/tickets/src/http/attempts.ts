import { AttemptResult, Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import { recordAttempt } from '../domain/attempt.ts';
import { callbackAttempted } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, text, TicketParams } from './fields.ts';

/** A clerk says what came of ringing the citizen. */
export function attemptOperation({ logger, clock }: Parts, desk: Desk): Operation {
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
      note: text(1_000).optional(),
      clerkId: ClerkId,
    }),
    answers,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy((command) => {
    const { body } = command;
    return desk.plan(
      command,
      (ticket, actor, office) => recordAttempt(body, ticket, actor, { ...office, now: clock.now() }),
      ({ ticketId, departmentId }) =>
        callbackAttempted(logger, { department: departmentId, result: body.result, ticketId }),
    );
  });
}
