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
import mongoose, { type Model } from 'mongoose';

/** Only what is queried; documents hold the whole task. */
const TaskDocument = queriedSchema('tasks', {
  _id: String,
  departmentId: String,
  state: String,
  neverOpen: Boolean,
  createdAt: Date,
});

interface TaskFilter {
  /** Those of these departments; all where none are named. */
  readonly departments?: readonly string[] | undefined;
  readonly state?: Task['state'];
}

/** The tasks in the database that anybody ever had to do, newest first; `Unavailable` without it. */
export interface TaskList {
  page(filter: TaskFilter, page: PageQuery): Promise<Page<Current<Task>>>;
}

export function openTaskList(view: View): TaskList {
  const model = view.connection.model('Task', TaskDocument) as unknown as Model<Current<Task>>;
  return {
    page({ departments, state }, page) {
      const neverOpen = mongoose.trusted({ $exists: false });
      const filter = { ...ofDepartments('departmentId', departments), ...(state && { state }), neverOpen };
      return pageOf(view, model, filter, page);
    },
  };
}
