import { DURABLES, MailAggregate, TaskAggregate } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

const newestFirst = { createdAt: -1, _id: -1 } as const;

const mails = currentCollection({
  aggregate: MailAggregate,
  collection: 'mails',
  createdAt: ({ queuedAt }) => queuedAt,
  indexes: [newestFirst, { state: 1, ...newestFirst }],
});

const tasks = currentCollection({
  aggregate: TaskAggregate,
  collection: 'tasks',
  createdAt: ({ openedAt }) => openedAt,
  indexes: [newestFirst, { state: 1, ...newestFirst }, { departmentId: 1, state: 1, ...newestFirst }],
});

/** The current mails and tasks, which lists are read from, and every event of them. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.notifyViewMails,
    createProjector: (view, nextTo) => createProjector(view, [mails], { events: 'events', nextTo }),
  },
  {
    ...DURABLES.notifyViewTasks,
    createProjector: (view, nextTo) => createProjector(view, [tasks], { events: 'task_events', nextTo }),
  },
];
