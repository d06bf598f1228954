import { Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import { parseTimestamp } from '@serviceportal/shared/time';
import { z } from 'zod';
import { promiseFor } from '../domain/opening.ts';
import type { Parts } from '../parts.ts';
import { planningFor } from '../planning.ts';
import { requireDepartment } from './department.ts';
import { DepartmentParams, SlotQuery } from './fields.ts';

const SlotAnswer = z.object({
  callbackAt: Timestamp,
  callbackUntil: Timestamp,
  promiseBy: Timestamp,
  wishMet: z.boolean(),
});

/** Plans by the same rule as a Vormerkung, without making one. */
export function callbackSlotOperation(parts: Parts): Operation {
  const { directory, clock } = parts;
  return operation({
    name: 'callback-slot',
    method: 'get',
    path: '/departments/:departmentId/callback-slot',
    command: 'callback-slot',
    summary: 'What a Vormerkung made at that time would promise',
    params: DepartmentParams,
    query: SlotQuery,
    answers: { 200: SlotAnswer },
    refusals: ['not-found', 'unprocessable'],
  }).handledBy(async ({ params: { departmentId }, query: { at, ...wish } }) => {
    const department = requireDepartment(directory, departmentId);
    const office = (await planningFor(parts, department)).office();
    const now = at === undefined ? clock.now() : parseTimestamp(at);
    const { callbackAt, callbackUntil, promiseBy, wishMet } = promiseFor({ answerBy: 'callback', wish }, office, now);
    if (!callbackAt || !callbackUntil || wishMet === undefined) {
      throw refuse('unprocessable', 'The department has no opening within 400 days.');
    }
    return { status: 200, body: { callbackAt, callbackUntil, promiseBy, wishMet } };
  });
}
