import type {
  ArticlesMailContent,
  MailContent,
  MailTemplate,
  OfficeMailContent,
  TicketMailContent,
} from '@serviceportal/shared/contracts';

/** What the tests' letters are about. */
export const ticketContent: TicketMailContent = {
  ticketId: '7K3Q9F2M',
  departmentId: 'standesamt',
  departmentName: 'Standesamt',
  departmentNumber: '02151 86-2351',
  hotlineNumber: '02151 86-0',
  cityName: 'Krefeld',
  answerBy: 'callback',
  callbackAt: '2026-11-24T08:00:00+01:00',
  callbackUntil: '2026-11-24T10:00:00+01:00',
  promiseBy: '2026-11-24T16:00:00+01:00',
};

export const articlesContent: ArticlesMailContent = {
  kind: 'articles',
  callId: 'c1',
  hotlineNumber: '02151 86-0',
  cityName: 'Krefeld',
  articles: [
    {
      articleId: 'geburtsurkunde',
      title: 'Geburtsurkunde & mehr',
      body: 'Sie **beantragen** sie\nonline.\n\n## Unterlagen\n\n- Pass\n- [Antrag](https://a.example/x_y_z)\n\n> Stand 2026 <b>',
    },
  ],
};

export const officeContent: OfficeMailContent = {
  kind: 'office',
  departmentId: 'standesamt',
  departmentName: 'Standesamt',
  hotlineNumber: '02151 86-0',
  cityName: 'Krefeld',
  tickets: [
    {
      ticketId: '7K3Q9F2M',
      state: 'taken',
      promiseBy: '2026-11-23T16:00:00+01:00',
      callbackAt: '2026-11-24T08:00:00+01:00',
      overdue: true,
    },
  ],
};

/** Content of the kind that the template wants. */
export function contentFor(template: MailTemplate): MailContent {
  if (template === 'articles') return articlesContent;
  return template === 'department-digest' || template === 'escalation' ? officeContent : ticketContent;
}
