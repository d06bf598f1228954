import { Slug } from '@serviceportal/shared/contracts';
import { operation, type Operation } from '@serviceportal/shared/http';
import type { Service } from '@serviceportal/shared/service';
import { Closure } from '@serviceportal/shared/time';
import { z } from 'zod';
import { closureIdOf } from '../domain/closures.ts';
import { departmentFinder } from '../find-department.ts';
import { ListQuery, pageOfList } from './list.ts';

const Listed = z.object({
  ...Closure.shape,
  closureId: z.string().describe('`<kind>-<from>-<to>`, by which it is removed'),
  scope: z.enum(['city', 'department']),
});
type Listed = z.infer<typeof Listed>;
const answers = { 200: z.object({ items: z.array(Listed), nextCursor: z.string().optional() }) };

/** Which exceptions hold, in the order in which they decide: of several for a day the last one. */
export function closureLists(service: Service): Operation[] {
  const { directory } = service;
  const findDepartment = departmentFinder(service);
  return [
    operation({
      name: 'city-closures',
      method: 'get',
      path: '/hotline/closures',
      command: 'city-closures',
      summary: 'Days on which the whole city has other hours; the last one for a day decides',
      query: ListQuery,
      answers,
    }).handledBy(({ query }) => {
      const items = listed(directory.hotline().closures, 'city');
      return Promise.resolve({ status: 200, body: pageOfList(items, placeOf, query) });
    }),
    operation({
      name: 'department-closures',
      method: 'get',
      path: '/departments/:departmentId/closures',
      command: 'department-closures',
      summary: 'Days on which a department has other hours, the city’s first; the last one for a day decides',
      params: z.strictObject({ departmentId: Slug }),
      query: ListQuery,
      answers,
      refusals: ['not-found'],
    }).handledBy(async ({ params: { departmentId }, query }) => {
      const { closures } = await findDepartment(departmentId);
      const items = [...listed(directory.hotline().closures, 'city'), ...listed(closures, 'department')];
      return { status: 200, body: pageOfList(items, placeOf, query) };
    }),
  ];
}

function listed(closures: readonly Closure[], scope: Listed['scope']): Listed[] {
  return closures.map((closure) => ({ ...closure, closureId: closureIdOf(closure), scope }));
}

function placeOf({ scope, closureId }: Listed): string {
  return `${scope}-${closureId}`;
}
