import { z } from 'zod';
import { Citizen } from './citizen.ts';
import { defineAggregate, defineEvent } from './define.ts';
import { ErasedAt, erasureData } from './erasure.ts';
import { TicketState } from './ticket.ts';
import { CalendarDate, Id, Slug, Timestamp } from './values.ts';

/** Which mail: the template's name. */
export const MailTemplate = z.enum([
  'ticket-confirmation',
  'ticket-answer',
  'ticket-answer-notice',
  'ticket-status',
  'callback-moved',
  'callback-missed',
  'articles',
  'department-digest',
  'escalation',
]);
export type MailTemplate = z.infer<typeof MailTemplate>;

/** What a mail says of the Vormerkung; `answer` only where the citizen agreed to get it by mail. */
export const TicketMailContent = z.object({
  ticketId: Id,
  departmentId: Slug,
  departmentName: z.string(),
  departmentNumber: z.string(),
  hotlineNumber: z.string(),
  cityName: z.string(),
  answerBy: z.enum(['callback', 'email']),
  callbackAt: Timestamp.optional(),
  callbackUntil: Timestamp.optional(),
  promiseBy: Timestamp,
  answer: z.string().optional(),
  change: z.enum(['moved', 'reopened', 'closed']).optional().describe('What a mail about a new state tells'),
  previously: Timestamp.optional().describe('When the callback had been planned for'),
});
export type TicketMailContent = z.infer<typeof TicketMailContent>;

/** Articles as they stood when the caller asked for them. */
export const ArticlesMailContent = z.object({
  kind: z.literal('articles'),
  callId: Id,
  hotlineNumber: z.string(),
  cityName: z.string(),
  articles: z.array(z.object({ articleId: Slug, title: z.string(), body: z.string() })),
  missing: z.array(Slug).optional().describe('Asked for, but by the time of the mail not to be sent any more'),
});
export type ArticlesMailContent = z.infer<typeof ArticlesMailContent>;

/** What a department or its lead is told of its tickets: numbers and times, no word of a citizen. */
export const OfficeMailContent = z.object({
  kind: z.literal('office'),
  departmentId: Slug,
  departmentName: z.string(),
  hotlineNumber: z.string(),
  cityName: z.string(),
  tickets: z.array(
    z.object({
      ticketId: Id,
      state: TicketState,
      promiseBy: Timestamp,
      callbackAt: Timestamp.optional(),
      overdue: z.boolean(),
    }),
  ),
  more: z.number().int().nonnegative().optional().describe('So many further tickets that the mail does not list'),
  digest: z
    .object({
      date: CalendarDate,
      open: z.number().int().nonnegative(),
      dueToday: z.number().int().nonnegative(),
      overdue: z.number().int().nonnegative(),
    })
    .optional()
    .describe('The figures of a morning; such a mail is of no use on another day'),
});
export type OfficeMailContent = z.infer<typeof OfficeMailContent>;

export const MailContent = z.union([ArticlesMailContent, OfficeMailContent, TicketMailContent]);
export type MailContent = z.infer<typeof MailContent>;

/** What the mail server said, without its words: they may hold the address. */
export const SmtpReply = z.object({ code: z.number().int().optional(), kind: z.string() });
export type SmtpReply = z.infer<typeof SmtpReply>;

export const Mail = z.object({
  mailId: Id,
  state: z.enum(['queued', 'sending', 'sent', 'retrying', 'failed']),
  template: MailTemplate,
  citizen: Citizen.describe('To whom; empty where it goes to an office'),
  office: z.object({ email: z.string(), name: z.string().optional() }).optional(),
  content: MailContent,
  messageId: z.string().describe('The Message-ID header, derived from the cause: the same on every try'),
  inReplyTo: z.string().optional(),
  queuedAt: Timestamp,
  notBefore: Timestamp.optional().describe('Is not sent earlier; `heldBack` says why'),
  heldBack: z
    .enum(['many-mails', 'office-closed', 'more-to-come'])
    .optional()
    .describe('The recipient had many within the hour, the office is closed, or others may be told in the same mail'),
  tries: z.number().int().nonnegative(),
  lease: z.object({ by: z.string(), until: Timestamp }).optional(),
  nextTryAt: Timestamp.optional(),
  sentAt: Timestamp.optional(),
  reply: SmtpReply.optional(),
  erasedAt: ErasedAt,
  revision: z.number().int().positive(),
});
export type Mail = z.infer<typeof Mail>;

export const MailAggregate = defineAggregate({
  name: 'mail',
  stream: 'MAILS',
  state: Mail,
  idOf: (mail) => mail.mailId,
  filter: (mailId) => `mails.${mailId}.>`,
  subject: (mail, token) => `mails.${mail.mailId}.${token}`,
  subjects: 'mails.*.>',
});

export const MailQueued = defineEvent('MailQueued', {
  version: 1,
  summary: 'A mail is to be sent; again where it has more to tell before it goes.',
  aggregate: MailAggregate,
  data: {
    retriedFailure: z
      .number()
      .int()
      .positive()
      .optional()
      .describe('Where somebody sends it again by hand: the revision at which it had failed for good'),
  },
});

export const MailSendStarted = defineEvent('MailSendStarted', {
  version: 1,
  summary: 'One process holds the lease and speaks to the mail server.',
  aggregate: MailAggregate,
});

export const MailSent = defineEvent('MailSent', {
  version: 1,
  summary: 'The mail server took the mail.',
  aggregate: MailAggregate,
});

export const MailFailed = defineEvent('MailFailed', {
  version: 1,
  summary: 'The mail server did not take the mail; `permanent` says whether it is tried again.',
  aggregate: MailAggregate,
  data: { permanent: z.boolean(), reply: SmtpReply },
});

export const MailErased = defineEvent('MailErased', {
  version: 1,
  summary:
    'Its recipient is forgotten: that there was a mail of this kind is all that is left; it is not sent any more.',
  aggregate: MailAggregate,
  data: erasureData,
});
