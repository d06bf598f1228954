import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import type { Erasing } from '../erasing.ts';
import { answers, type Desk, refusals } from './desk.ts';
import { TicketParams } from './fields.ts';

/** For the data protection officer; by HTTP alone, so that no department's or frontend's account reaches it. */
export function eraseTicketOperation(erasing: Erasing, desk: Desk): Operation {
  return operation({
    name: 'erase-ticket',
    method: 'post',
    path: '/tickets/:ticketId/erase',
    summary:
      'Forgets the citizen in this ticket, those merged with it, the call it began with, its mails and its tasks; ids, times and counts stay',
    params: TicketParams,
    body: z.strictObject({
      confirm: z.boolean().optional().describe('Needed where the answer is still owed: the promise is dropped'),
    }),
    answers,
    refusals,
  }).handledBy(async ({ params: { ticketId }, body: { confirm }, cause, actor, reach }) =>
    desk.shown(await erasing.erase(ticketId, confirm, { cause, actor }), reach),
  );
}
