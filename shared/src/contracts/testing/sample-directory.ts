import { happened, type Happened } from '../../decision.ts';
import { type Article, ArticlePublished, ArticleRetired } from '../article.ts';
import { DepartmentChanged, HotlineChanged, PresenceChanged } from '../department.ts';

const morning = [{ from: '08:30', to: '12:30' }];
const allDay = [{ from: '08:00', to: '17:00' }];
const holidayDates = ['2026-12-25', '2026-12-26', '2027-01-01'];

const article: Omit<Article, 'revision'> = {
  articleId: 'geburtsurkunde-beantragen',
  title: 'Geburtsurkunde beantragen',
  body: 'Die Urkunde stellt das Standesamt aus, in dessen Bezirk das Kind geboren wurde.',
  topicId: 'geburtsurkunde',
  departmentId: 'standesamt',
  keywords: ['Geburt', 'Urkunde', 'Kindergeld'],
  fees: '15 Euro',
  documents: ['Personalausweis'],
  links: [{ label: 'Online bestellen', url: 'https://www.example.org/standesamt' }],
  audience: 'public',
  language: 'de',
  reviewBy: '2027-06-30',
  sample: true,
};

/** One of each event of the master data. */
export const directorySamples: Happened<unknown>[] = [
  happened(DepartmentChanged, {
    departmentId: 'standesamt',
    name: 'Standesamt',
    centralNumber: '+492151862351',
    hours: 'Mo-Fr 08:30-12:30; PH off',
    week: { Mo: morning, Tu: morning, We: morning, Th: morning, Fr: morning, Sa: [], Su: [], PH: [] },
    holidays: 'DE-NW',
    holidayDates,
    closures: [{ from: '2026-12-28', to: '2026-12-31', kind: 'closed', why: 'Betriebsferien' }],
    onboardedOn: '2022-08-01',
    mailbox: 'standesamt@example.org',
    topics: [{ topicId: 'geburtsurkunde', name: 'Geburtsurkunde beantragen' }],
    serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16, callbacksPerHour: 4 },
  }),
  happened(PresenceChanged, {
    departmentId: 'standesamt',
    staffed: false,
    until: '2026-11-23T14:00:00+01:00',
    why: 'Teambesprechung',
    changedAt: '2026-11-23T12:58:00+01:00',
  }),
  happened(HotlineChanged, {
    hotlineId: 'main',
    cityName: 'Musterstadt',
    number: '+492151860',
    zone: 'Europe/Berlin',
    seats: 12,
    hours: 'Mo-Fr 08:00-17:00; PH off',
    week: { Mo: allDay, Tu: allDay, We: allDay, Th: allDay, Fr: allDay, Sa: [], Su: [], PH: [] },
    holidays: 'DE-NW',
    holidayDates,
    closures: [],
  }),
  happened(ArticlePublished, article),
  happened(ArticleRetired, { ...article, retired: true, validUntil: '2026-11-23' }),
];
