import type { Ticket } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, type View } from '@serviceportal/shared/view';
import mongoose, { type Model } from 'mongoose';
import { TICKETS } from './projections.ts';
import { openCallback } from '../domain/callback-due.ts';

/** Only what is queried; documents hold the whole ticket. Times are text in the city's zone, as on the event. */
const schema = new mongoose.Schema(
  {
    _id: String,
    departmentId: String,
    state: String,
    answerBy: String,
    promiseBy: String,
    callbackAt: String,
    subject: String,
    question: String,
    citizen: { name: String, phone: String },
    createdAt: Date,
  },
  { strict: false, versionKey: false },
);

/** What a list can be narrowed to. `dueBefore` is text in the city's zone, `phone` E.164, `q` any part of the text. */
export interface TicketFilter {
  readonly departmentId?: string;
  readonly state?: readonly Ticket['state'][];
  readonly answerBy?: Ticket['answerBy'];
  readonly dueBefore?: string;
  readonly phone?: string;
  readonly q?: string;
}

/** A callback as the planning and the timers need it. */
export type PlannedCallback = Pick<Ticket, 'ticketId' | 'state' | 'callbackAt' | 'callbackPlan' | 'callbackDue'>;
const PLANNED_FIELDS = { ticketId: 1, state: 1, callbackAt: 1, callbackPlan: 1, callbackDue: 1 } as const;

/** The tickets in the database; every method is `Unavailable` without it. */
export interface TicketList {
  page(filter: TicketFilter, page: PageQuery): Promise<Page<Current<Ticket>>>;
  /** Callbacks of a department's tickets in work, from `from` on and before `until` (text in the city's zone). */
  callbacks(departmentId: string, from: string, until: string): Promise<PlannedCallback[]>;
  /** Every callback that is planned and not due yet, one after the other. */
  openCallbacks(): AsyncIterable<PlannedCallback>;
}

const { trusted } = mongoose;
const IN_WORK: Ticket['state'][] = ['open', 'taken'];
/** More than any department rings in the time that is looked at; the limit it serves is a soft one. */
const MOST_CALLBACKS = 5_000;

export function openTicketList(view: View): TicketList {
  const model: Model<Current<Ticket>> = view.connection.model<Current<Ticket>>('Ticket', schema as never, TICKETS);
  return {
    page: (filter, page) => pageOf(view, model, queryOf(filter), page),
    callbacks: (departmentId, from, until) =>
      view.ask(() =>
        model
          .find(
            { departmentId, state: trusted({ $in: IN_WORK }), callbackAt: trusted({ $gte: from, $lt: until }) },
            PLANNED_FIELDS,
          )
          .limit(MOST_CALLBACKS)
          .lean<PlannedCallback[]>()
          .exec(),
      ),
    async *openCallbacks() {
      const cursor = model
        .find({ state: trusted({ $in: IN_WORK }), callbackAt: trusted({ $exists: true }) }, PLANNED_FIELDS)
        .lean<PlannedCallback[]>()
        .cursor({ batchSize: 500 });
      try {
        for (;;) {
          const next = await view.ask(() => cursor.next());
          if (!next) return;
          if (openCallback(next)) yield next;
        }
      } finally {
        // Without the database there is nothing left to close.
        await cursor.close().catch(() => undefined);
      }
    },
  };
}

function queryOf({ departmentId, state, answerBy, dueBefore, phone, q }: TicketFilter): Record<string, unknown> {
  const anywhere = q && trusted({ $regex: escaped(q), $options: 'i' });
  return {
    ...(departmentId && { departmentId }),
    ...(state && { state: trusted({ $in: state }) }),
    ...(answerBy && { answerBy }),
    ...(dueBefore && { promiseBy: trusted({ $lt: dueBefore }) }),
    ...(phone && { 'citizen.phone': phone }),
    ...(anywhere && { $or: [{ subject: anywhere }, { question: anywhere }, { 'citizen.name': anywhere }] }),
  };
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
