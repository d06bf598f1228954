import type { Department } from '@serviceportal/shared/contracts';
import type { DirectoryCopy } from '@serviceportal/shared/directory-copy';
import { type Refusal, refuse, Unavailable } from '@serviceportal/shared/errors';

/** Before the directory is there nobody can say that a department does not exist: then `Unavailable`. */
function requireLoaded(directory: DirectoryCopy): void {
  if (!directory.isLoaded()) throw new Unavailable('the directory is not loaded yet');
}

/** The department an address names; refuses with `not-found`. */
export function requireDepartment(directory: DirectoryCopy, departmentId: string): Department {
  requireLoaded(directory);
  const department = directory.department(departmentId);
  if (!department) throw refuse('not-found', 'There is no department with this id.');
  return department;
}

/** All departments there are. */
export function requireDepartments(directory: DirectoryCopy): Department[] {
  requireLoaded(directory);
  return directory.departments();
}

/**
 * The department that is meant, by its id or by the topic it handles; where both are given the topic must be its own.
 * Else the refusal, which names the field.
 */
export function departmentFor(
  directory: DirectoryCopy,
  { departmentId, topicId }: { readonly departmentId?: string; readonly topicId?: string },
): Department | Refusal {
  requireLoaded(directory);
  const byTopic = topicId === undefined ? undefined : directory.departmentOfTopic(topicId);
  if (topicId !== undefined && !byTopic) return wrongField('topicId', 'is not a topic of any department');
  const department = departmentId === undefined ? byTopic : directory.department(departmentId);
  if (!department) return wrongField('departmentId', 'is not a department');
  if (byTopic && byTopic.departmentId !== department.departmentId) {
    return wrongField('topicId', `is not a topic of ${department.departmentId}`);
  }
  return department;
}

function wrongField(path: string, message: string): Refusal {
  return refuse('invalid', `${path} ${message}`, [{ path, message }]);
}
