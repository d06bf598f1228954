import type { Task } from '@serviceportal/shared/contracts';
import {
  type Current,
  ofDepartments,
  type Page,
  pageOf,
  type PageQuery,
  queriedSchema,
  type View,
} from '@serviceportal/shared/view';
import type { Model } from 'mongoose';

/** Only what is queried; documents hold the whole task. */
const TaskDocument = queriedSchema('tasks', { _id: String, departmentId: String, state: String, createdAt: Date });

interface TaskFilter {
  /** Those of these departments; all where none are named. */
  readonly departments?: readonly string[] | undefined;
  readonly state?: Task['state'];
}

/** The tasks in the database, newest first; `Unavailable` without it. */
export interface TaskList {
  page(filter: TaskFilter, page: PageQuery): Promise<Page<Current<Task>>>;
}

export function openTaskList(view: View): TaskList {
  const model = view.connection.model('Task', TaskDocument) as unknown as Model<Current<Task>>;
  return {
    page: ({ departments, state }, page) =>
      pageOf(view, model, { ...ofDepartments('departmentId', departments), ...(state && { state }) }, page),
  };
}
