import {
  DepartmentAggregate,
  DURABLES,
  HotlineAggregate,
  PresenceAggregate,
  TransferAggregate,
} from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

const createdAt = () => undefined;
const masterData = [
  currentCollection({ aggregate: DepartmentAggregate, collection: 'departments', createdAt }),
  currentCollection({ aggregate: PresenceAggregate, collection: 'presences', createdAt }),
  currentCollection({ aggregate: HotlineAggregate, collection: 'hotlines', createdAt }),
];
const transfers = currentCollection({
  aggregate: TransferAggregate,
  collection: 'transfers',
  createdAt: ({ requestedAt }) => requestedAt,
});

/** The second copy of the log. Nothing is asked of it: departments are small and served from memory. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.directoryView,
    createProjector: (view, nextTo) => createProjector(view, masterData, { events: 'events', nextTo }),
  },
  {
    ...DURABLES.directoryViewTransfers,
    createProjector: (view, nextTo) => createProjector(view, [transfers], { events: 'transfer_events', nextTo }),
  },
];
