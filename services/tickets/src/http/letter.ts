import { Refusal, Unavailable } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { z } from 'zod';
import { letterTo } from '../domain/letter.ts';
import type { Parts } from '../parts.ts';
import { type Desk, refusals } from './desk.ts';
import { TicketParams } from './fields.ts';

/** For whoever was not reached by phone and left no e-mail address. */
export function letterOperation({ directory }: Parts, desk: Desk): Operation {
  return operation({
    name: 'ticket-letter',
    method: 'get',
    path: '/tickets/:ticketId/letter',
    command: 'letter',
    summary: 'The text of a letter that asks the citizen to call, to be printed',
    params: TicketParams,
    answers: { 200: z.object({ language: z.enum(['de', 'en']), text: z.string().describe('Lines parted by \\n') }) },
    refusals,
  }).handledBy(async (asked) => {
    const ticket = await desk.ticket(asked);
    const department = directory.department(ticket.departmentId);
    if (!department) throw new Unavailable('the directory copy lacks the department');
    const letter = letterTo(ticket, { department, hotline: directory.hotline(), now: desk.time() });
    if (letter instanceof Refusal) throw letter;
    return { status: 200, body: letter };
  });
}
