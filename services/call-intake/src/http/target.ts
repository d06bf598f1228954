import type { Department } from '@serviceportal/shared/contracts';
import type { DirectoryCopy } from '@serviceportal/shared/directory-copy';
import { type Refusal, refuse, Unavailable } from '@serviceportal/shared/errors';

interface Target {
  readonly departmentId?: string;
  readonly topicId?: string;
}

/**
 * The department that is meant, by its id or by the topic it handles; where both are given the topic must be its own.
 * Refuses what the directory doesn't know, naming the field.
 */
export function departmentFor(directory: DirectoryCopy, { departmentId, topicId }: Target): Department {
  if (departmentId === undefined) {
    if (topicId === undefined) throw unknown('departmentId', 'or topicId is missing');
    return requireTopic(directory, topicId);
  }
  if (!directory.isLoaded()) throw new Unavailable('the directory is not loaded yet');
  const department = directory.department(departmentId);
  if (!department) throw unknown('departmentId', 'is not a department of this city');
  if (topicId !== undefined && !department.topics.some((topic) => topic.topicId === topicId)) {
    throw unknown('topicId', 'is not a topic of this department');
  }
  return department;
}

/** The department that handles the topic. */
export function requireTopic(directory: DirectoryCopy, topicId: string): Department {
  if (!directory.isLoaded()) throw new Unavailable('the directory is not loaded yet');
  const department = directory.departmentOfTopic(topicId);
  if (!department) throw unknown('topicId', 'is not a topic of this city');
  return department;
}

function unknown(path: string, message: string): Refusal {
  return refuse('invalid', `${path} ${message}`, [{ path, message }]);
}
