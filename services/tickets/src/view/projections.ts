import { DURABLES, TicketAggregate } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

/** The collection of current tickets. */
export const TICKETS = 'tickets';

const tickets = currentCollection({
  aggregate: TicketAggregate,
  collection: TICKETS,
  createdAt: ({ openedAt }) => openedAt,
  indexes: [
    { createdAt: -1, _id: -1 },
    { departmentId: 1, createdAt: -1, _id: -1 },
    { departmentId: 1, callbackAt: 1 },
    { departmentId: 1, promiseBy: 1 },
    { 'citizen.phone': 1, createdAt: -1 },
    { state: 1, callbackAt: 1 },
  ],
});

/** The current tickets, which lists are read from, and every event of them. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.ticketsView,
    createProjector: (view, nextTo) => createProjector(view, [tickets], { events: 'events', nextTo }),
  },
];
