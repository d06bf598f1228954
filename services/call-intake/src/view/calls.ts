import type { Call, CallState } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, type View } from '@serviceportal/shared/view';
import mongoose from 'mongoose';

/** What lists ask for; the documents hold whole calls. */
const CallDocument = new mongoose.Schema(
  { _id: String, createdAt: Date, agentId: String, state: String, citizen: { phone: String } },
  { collection: 'calls', strict: false, versionKey: false },
);

export interface CallFilter extends PageQuery {
  /** E.164 */
  readonly phone?: string;
  readonly agentId?: string;
  readonly state?: CallState;
}

/** Finds calls, newest first; `Unavailable` without the database. */
export type FindCalls = (filter: CallFilter) => Promise<Page<Call>>;

export function createFindCalls(view: View): FindCalls {
  const model = view.connection.model('Call', CallDocument) as unknown as mongoose.Model<Current<Call>>;
  return ({ phone, agentId, state, ...page }) => {
    const wanted = { 'citizen.phone': phone, agentId, state };
    const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    return pageOf<Call>(view, model, filter, page);
  };
}
