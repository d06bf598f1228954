import { CallAggregate, DURABLES, TicketAggregate } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';
import { vormerkungOf } from './vormerkungen.ts';

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

const vormerkungen = currentCollection({
  aggregate: TicketAggregate,
  collection: 'vormerkungen',
  createdAt: ({ openedAt }) => openedAt,
  keep: vormerkungOf,
  indexes: [{ phone: 1, ...newestFirst }],
});

/** The current calls, which lists are read from, with every event of them; and what callers are shown of their tickets. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.callIntakeView,
    createProjector: (view, nextTo) => createProjector(view, [calls], { events: 'events', nextTo }),
  },
  {
    ...DURABLES.callIntakeViewTickets,
    createProjector: (view, nextTo) => createProjector(view, [vormerkungen], { nextTo }),
  },
];
