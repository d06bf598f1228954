import { ArticleAggregate, DURABLES } from '@serviceportal/shared/contracts';
import { createProjector, currentCollection, type Projection } from '@serviceportal/shared/view';

const articles = currentCollection({
  aggregate: ArticleAggregate,
  collection: 'articles',
  createdAt: () => undefined,
});

/** The second copy of the log. Nothing is asked of it: articles are served from memory. */
export const projections: readonly Projection[] = [
  {
    ...DURABLES.knowledgeView,
    createProjector: (view, nextTo) => createProjector(view, [articles], { events: 'events', nextTo }),
  },
];
