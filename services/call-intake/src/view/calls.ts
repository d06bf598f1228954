import { type Call, CallState } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, queriedSchema, type View } from '@serviceportal/shared/view';
import mongoose from 'mongoose';

/** What lists ask for; the documents hold whole calls. */
const CallDocument = queriedSchema('calls', {
  _id: String,
  createdAt: Date,
  agentId: String,
  state: String,
  citizen: { phone: String },
});

export interface CallFilter extends PageQuery {
  /** E.164 */
  readonly phone?: string;
  readonly agentId?: string;
  readonly state?: CallState;
}

/** The calls in the database; every method is `Unavailable` without it. */
export interface CallList {
  /** Calls that fit, newest first. */
  page(filter: CallFilter): Promise<Page<Call>>;
  /** How many calls came from this number (E.164), and the latest ten. */
  history(phone: string): Promise<{ count: number; items: Call[] }>;
  /** The id of every call that is not over, one after the other. */
  open(): AsyncIterable<string>;
}

const LATEST = 10;
const OPEN = CallState.exclude(['ended', 'abandoned']).options;

export function openCallList(view: View): CallList {
  const model = view.connection.model('Call', CallDocument) as unknown as mongoose.Model<Current<Call>>;
  const page: CallList['page'] = ({ phone, agentId, state, ...query }) => {
    const wanted = { 'citizen.phone': phone, agentId, state };
    const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
    return pageOf<Call>(view, model, filter, query);
  };
  return {
    page,
    async history(phone) {
      const [count, { items }] = await Promise.all([
        view.ask(() => model.countDocuments({ 'citizen.phone': phone } as object).exec()),
        page({ phone, limit: LATEST }),
      ]);
      return { count, items };
    },
    async *open() {
      const filter = { state: mongoose.trusted({ $in: OPEN }) };
      const cursor = model.find(filter, { callId: 1 }).lean<Pick<Call, 'callId'>[]>().cursor({ batchSize: 500 });
      try {
        for (;;) {
          const next = await view.ask(() => cursor.next());
          if (!next) return;
          yield next.callId;
        }
      } finally {
        // Without the database there is nothing left to close.
        await cursor.close().catch(() => undefined);
      }
    },
  };
}
