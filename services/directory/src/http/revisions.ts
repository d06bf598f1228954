import { Slug, Timestamp } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { z } from 'zod';
import { departmentRevisions } from '../find-department.ts';
import { ListQuery, pageOfList } from './list.ts';

/** A revision in an address. */
export const RevisionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be a revision like 3')
  .transform(Number);

const Revision = z.object({
  revision: z.number(),
  at: Timestamp,
  by: z.object({ type: z.string(), id: z.string() }),
  replan: z.boolean().optional().describe('Callbacks were to be moved'),
});

/** Who changed a department and when; from the log, so also without the database. */
export function revisionOperations(service: Service): Operation[] {
  const { zone } = service.clock;
  return [
    operation({
      name: 'department-revisions',
      method: 'get',
      path: '/departments/:departmentId/revisions',
      command: 'department-revisions',
      summary: 'Who changed a department and when: its last 100 revisions, newest first',
      params: z.strictObject({ departmentId: Slug }),
      query: ListQuery,
      answers: { 200: z.object({ items: z.array(Revision), nextCursor: z.string().optional() }) },
      refusals: ['not-found'],
    }).handledBy(async ({ params: { departmentId }, query }) => {
      const revisions = await departmentRevisions(service, departmentId);
      if (revisions.length === 0) throw refuse('not-found', 'There is no department with this id.');
      const items = revisions.map(({ department, message: { envelope } }) => ({
        revision: department.revision,
        at: formatTimestamp(Temporal.Instant.from(envelope.time), zone),
        by: { type: envelope.authtype, id: envelope.authid },
        replan: envelope.data['replan'] as boolean | undefined,
      }));
      return { status: 200, body: pageOfList(items, ({ revision }) => String(revision), query) };
    }),
  ];
}
