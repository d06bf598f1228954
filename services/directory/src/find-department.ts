import { type Department, DepartmentAggregate } from '@serviceportal/shared/contracts';
import { refuse } from '@serviceportal/shared/errors';
import type { StoredMessage } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';

/** The department from memory or, where another replica made it just now, from the log; else a `not-found` refusal. */
export function departmentFinder({ log, directory }: Service): (departmentId: string) => Promise<Department> {
  const departments = log.aggregate(DepartmentAggregate);
  return async (departmentId) => directory.department(departmentId) ?? (await departments.require(departmentId)).state;
}

/** A revision of a department and the message it stands in. */
interface DepartmentRevision {
  readonly department: Department;
  readonly message: StoredMessage;
}

/** The revisions that the log keeps of a department, newest first; none where there is no such department. */
export async function departmentRevisions({ log }: Service, departmentId: string): Promise<DepartmentRevision[]> {
  const messages = await log.history(DepartmentAggregate.stream, DepartmentAggregate.filter(departmentId));
  return messages
    .map((message) => ({ department: message.envelope.data['department'] as Department, message }))
    .reverse();
}

/** The department as it was at a revision; a `not-found` refusal where the log doesn't have it (any more). */
export function revisionFinder(service: Service): (departmentId: string, revision: number) => Promise<Department> {
  return async (departmentId, revision) => {
    const revisions = await departmentRevisions(service, departmentId);
    const found = revisions.find(({ department }) => department.revision === revision);
    if (!found) throw refuse('not-found', 'There is no such revision, or it is no longer kept.');
    return found.department;
  };
}
