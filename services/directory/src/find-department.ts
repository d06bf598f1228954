import { type Department, DepartmentAggregate } from '@serviceportal/shared/contracts';
import type { Service } from '@serviceportal/shared/service';

/** The department from memory or, where another replica made it just now, from the log; else a `not-found` refusal. */
export function departmentFinder({ log, directory }: Service): (departmentId: string) => Promise<Department> {
  const departments = log.aggregate(DepartmentAggregate);
  return async (departmentId) => directory.department(departmentId) ?? (await departments.require(departmentId)).state;
}
