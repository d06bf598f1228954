import type { Mail } from '@serviceportal/shared/contracts';
import {
  type Current,
  ofDepartments,
  type Page,
  pageOf,
  type PageQuery,
  queriedSchema,
  type View,
} from '@serviceportal/shared/view';
import type { Temporal } from '@serviceportal/shared/time';
import mongoose, { type Model } from 'mongoose';

/** Only what is queried; documents hold the whole mail. */
const MailDocument = queriedSchema('mails', {
  _id: String,
  state: String,
  template: String,
  content: { ticketId: String, departmentId: String, tickets: [{ ticketId: String }] },
  createdAt: Date,
});

/** `ticketId`: mails about that Vormerkung alone, so no digest. */
interface MailFilter {
  readonly state?: Mail['state'];
  readonly template?: Mail['template'];
  readonly ticketId?: string;
  /** Those about work of these departments, so no articles; all where none are named. */
  readonly departments?: readonly string[] | undefined;
}

/** The mails in the database; every method is `Unavailable` without it. */
export interface MailList {
  /** Newest first. */
  page(filter: MailFilter, page: PageQuery): Promise<Page<Current<Mail>>>;
  /** What is needed to know whom mails went to since then, and when. */
  queuedSince(since: Temporal.Instant): Promise<QueuedMail[]>;
}

export type QueuedMail = Pick<Mail, 'mailId' | 'template' | 'citizen' | 'office' | 'queuedAt' | 'notBefore'>;

const { trusted } = mongoose;

export function openMailList(view: View): MailList {
  const model = view.connection.model('Mail', MailDocument) as unknown as Model<Current<Mail>>;
  return {
    page: ({ state, template, ticketId, departments }, page) =>
      pageOf(
        view,
        model,
        {
          ...(state && { state }),
          ...(template && { template }),
          ...(ticketId && aboutTicket(ticketId)),
          ...ofDepartments('content.departmentId', departments),
        },
        page,
      ),
    queuedSince: (since) =>
      view.ask(() =>
        model
          .find({ createdAt: trusted({ $gte: new Date(since.epochMilliseconds) }) })
          .select({ mailId: 1, template: 1, citizen: 1, office: 1, queuedAt: 1, notBefore: 1 })
          .lean<QueuedMail[]>()
          .exec(),
      ),
  };
}

function aboutTicket(ticketId: string): Record<string, unknown> {
  return { $or: [{ 'content.ticketId': ticketId }, { template: 'escalation', 'content.tickets.ticketId': ticketId }] };
}
