import type { Task } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, queriedSchema, type View } from '@serviceportal/shared/view';
import type { Model } from 'mongoose';

/** Only what is queried; documents hold the whole task. */
const TaskDocument = queriedSchema('tasks', { _id: String, departmentId: String, state: String, createdAt: Date });

interface TaskFilter {
  readonly departmentId?: string;
  readonly state?: Task['state'];
}

/** The tasks in the database, newest first; `Unavailable` without it. */
export interface TaskList {
  page(filter: TaskFilter, page: PageQuery): Promise<Page<Current<Task>>>;
}

export function openTaskList(view: View): TaskList {
  const model = view.connection.model('Task', TaskDocument) as unknown as Model<Current<Task>>;
  return {
    page: ({ departmentId, state }, page) =>
      pageOf(view, model, { ...(departmentId && { departmentId }), ...(state && { state }) }, page),
  };
}
