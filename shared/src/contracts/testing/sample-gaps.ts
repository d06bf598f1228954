import { happened, type Happened } from '../../decision.ts';
import { type Gap, GapClosed, GapErased, SearchHelped, SearchMissed } from '../gap.ts';

const callId = '01935ac1-2f80-7c3a-9c51-5f0c1a7d2b10';

const gap: Omit<Gap, 'revision'> = {
  gapId: '2c8e1f5a-7b30-8c4d-9e21-6a0f3b7d5c18',
  query: 'Hund anmelden',
  examples: ['Hund anmelden', 'hund anmeldung'],
  notFound: 2,
  notHelped: 1,
  helped: 0,
  articles: [{ articleId: 'gewerbe-anmelden', revision: 3 }],
  departmentId: 'steuern',
  topicId: 'hundesteuer',
  firstAt: '2026-11-20T09:12:00+01:00',
  lastAt: '2026-11-23T10:00:00+01:00',
};

/** One of each event of what the knowledge base does not answer. */
export const gapSamples: Happened<unknown>[] = [
  happened(SearchMissed, gap, { how: 'not-found', callId }),
  happened(SearchHelped, { ...gap, helped: 1 }, { articleId: 'hund-anmelden', callId }),
  happened(GapClosed, {
    ...{ gapId: gap.gapId, query: '', examples: [], articles: [] },
    ...{ notFound: 0, notHelped: 0, helped: 0, firstAt: gap.firstAt, lastAt: gap.lastAt },
  }),
  happened(GapErased, { ...gap, query: '', examples: [], erasedAt: '2027-02-21T03:00:00+01:00' }, { why: 'age' }),
];
