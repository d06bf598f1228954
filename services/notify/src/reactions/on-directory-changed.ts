import { DepartmentChanged, HotlineChanged } from '@serviceportal/shared/contracts';
import { react, type Reaction } from '@serviceportal/shared/log';
import type { Digests } from '../digest.ts';
import type { Notify } from '../notify.ts';

/** Other hours, other mornings: the digests of one department, or of all, are planned anew. */
export function onDirectoryChanged({ directory }: Notify, digests: Digests): Reaction[] {
  return [
    react(DepartmentChanged, async ({ data: { department } }) => {
      await directory.atLeast(department.departmentId, department.revision);
      await digests.plan(department.departmentId);
    }),
    react(HotlineChanged, async ({ sequence }) => {
      await directory.reached(sequence);
      await digests.planAll();
    }),
  ];
}
