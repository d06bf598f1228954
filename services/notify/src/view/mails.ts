import type { Mail } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, type View } from '@serviceportal/shared/view';
import { type Model, Schema } from 'mongoose';

/** Only what is queried; documents hold the whole mail. */
const MailDocument = new Schema(
  { _id: String, state: String, createdAt: Date },
  { collection: 'mails', strict: false, versionKey: false },
);

interface MailFilter {
  readonly state?: Mail['state'];
}

/** The mails in the database, newest first; `Unavailable` without it. */
export interface MailList {
  page(filter: MailFilter, page: PageQuery): Promise<Page<Current<Mail>>>;
}

export function openMailList(view: View): MailList {
  const model = view.connection.model('Mail', MailDocument) as unknown as Model<Current<Mail>>;
  return { page: ({ state }, page) => pageOf(view, model, state ? { state } : {}, page) };
}
