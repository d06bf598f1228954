import { ArticleAggregate, DURABLES, GapAggregate } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

const articles = currentCollection({
  aggregate: ArticleAggregate,
  collection: 'articles',
  createdAt: () => undefined,
});

/** The collection of gaps, with what their lists are sorted by. */
export const GAPS = 'gaps';
const gaps = currentCollection({
  aggregate: GapAggregate,
  collection: GAPS,
  createdAt: ({ firstAt }) => firstAt,
  keep: (gap) => ({ ...gap, count: gap.notFound + gap.notHelped, missedAt: Date.parse(gap.lastAt) }),
  indexes: [
    { count: -1, _id: -1 },
    { missedAt: -1, _id: -1 },
    { departmentId: 1, count: -1 },
  ],
});

/** The second copy of the log. Articles are served from memory; gaps are listed from here. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.knowledgeView,
    createProjector: (view, nextTo) => createProjector(view, [articles], { events: 'events', nextTo }),
  },
  {
    ...DURABLES.knowledgeViewGaps,
    createProjector: (view, nextTo) => createProjector(view, [gaps], { events: 'gap_events', nextTo }),
  },
];
