import type {
  ArticlesMailContent,
  MailContent,
  MailTemplate,
  OfficeMailContent,
  TicketMailContent,
} from '@serviceportal/shared/contracts';

/** The mails that tell a citizen of a Vormerkung. */
export type TicketTemplate = Exclude<MailTemplate, 'articles' | OfficeTemplate>;
/** The mails that go to a department or its lead. */
export type OfficeTemplate = Extract<MailTemplate, 'department-digest' | 'escalation'>;

export function isTicketContent(content: MailContent): content is TicketMailContent {
  return !('kind' in content);
}

export function isOfficeContent(content: MailContent): content is OfficeMailContent {
  return 'kind' in content && content.kind === 'office';
}

export function isArticlesContent(content: MailContent): content is ArticlesMailContent {
  return 'kind' in content && content.kind === 'articles';
}

/** The one Vormerkung a mail is about, if there is one. */
export function ticketIdOf(content: MailContent): string | undefined {
  if (isTicketContent(content)) return content.ticketId;
  if (!isOfficeContent(content) || content.digest || content.tickets.length > 1) return undefined;
  return content.tickets[0]?.ticketId;
}
