import { CallAggregate, DURABLES } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

const newestFirst = { createdAt: -1, _id: -1 } as const;

const calls = currentCollection({
  aggregate: CallAggregate,
  collection: 'calls',
  createdAt: ({ receivedAt }) => receivedAt,
  indexes: [
    newestFirst,
    { 'citizen.phone': 1, ...newestFirst },
    { agentId: 1, ...newestFirst },
    { state: 1, ...newestFirst },
  ],
});

/** The current calls, which lists are read from, and every event of them. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.callIntakeView,
    createProjector: (view, nextTo) => createProjector(view, [calls], { events: 'events', nextTo }),
  },
];
