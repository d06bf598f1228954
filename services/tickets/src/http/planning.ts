import { Timestamp } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import { planCallbackAt } from '../domain/callback-planning.ts';
import { callbackPlanned } from '../facts.ts';
import type { Parts } from '../parts.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { ClerkId, TicketParams } from './fields.ts';

/** A clerk agreed on another time with the citizen. */
export function planCallbackOperation({ logger, clock }: Parts, desk: Desk): Operation {
  return operation({
    name: 'plan-callback',
    method: 'post',
    path: '/tickets/:ticketId/plan-callback',
    command: 'plan-callback',
    summary: 'Plans the callback for another time, in the hours of the department',
    params: TicketParams,
    body: z.strictObject({
      at: Timestamp.describe("When to ring, in the department's hours"),
      clerkId: ClerkId,
    }),
    answers,
    refusals: [...refusals, 'unprocessable'],
  }).handledBy((command) =>
    desk.plan(
      command,
      (ticket, actor, office) => planCallbackAt(command.body, ticket, actor, { ...office, now: clock.now() }),
      ({ ticketId, departmentId }) => callbackPlanned(logger, { department: departmentId, ticketId }),
    ),
  );
}
