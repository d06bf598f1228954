import { DURABLES, MailAggregate, TaskAggregate, TicketAggregate } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';
import { owedOf } from '../domain/owed.ts';

const newestFirst = { createdAt: -1, _id: -1 } as const;

const mails = currentCollection({
  aggregate: MailAggregate,
  collection: 'mails',
  createdAt: ({ queuedAt }) => queuedAt,
  indexes: [
    newestFirst,
    { state: 1, ...newestFirst },
    { template: 1, ...newestFirst },
    { 'content.ticketId': 1, ...newestFirst },
  ],
});

const tasks = currentCollection({
  aggregate: TaskAggregate,
  collection: 'tasks',
  createdAt: ({ openedAt }) => openedAt,
  indexes: [newestFirst, { state: 1, ...newestFirst }, { departmentId: 1, state: 1, ...newestFirst }],
});

/** What departments owe: of the tickets only what a digest says of them. */
export const OWED = 'owed';
const owed = currentCollection({
  aggregate: TicketAggregate,
  collection: OWED,
  createdAt: ({ openedAt }) => openedAt,
  keep: owedOf,
  indexes: [{ departmentId: 1, state: 1 }],
});

/** The current mails and tasks, which lists are read from, every event of them, and what departments owe. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.notifyViewMails,
    createProjector: (view, nextTo) => createProjector(view, [mails], { events: 'events', nextTo }),
  },
  {
    ...DURABLES.notifyViewTasks,
    createProjector: (view, nextTo) => createProjector(view, [tasks], { events: 'task_events', nextTo }),
  },
  {
    ...DURABLES.notifyViewTickets,
    createProjector: (view, nextTo) => createProjector(view, [owed], { nextTo }),
  },
];
