import type { Ticket } from '@serviceportal/shared/contracts';
import { type Current, type Page, pageOf, type PageQuery, queriedSchema, type View } from '@serviceportal/shared/view';
import mongoose, { type Model } from 'mongoose';
import type { PlannedTicket } from '../domain/closure.ts';
import type { Promising } from '../domain/overdue.ts';
import { queryOf, type TicketFilter } from './filter.ts';
import { TICKETS } from './projections.ts';

/** Only what is queried; documents hold the whole ticket. Times are text in the city's zone, as on the event. */
const schema = queriedSchema(TICKETS, {
  _id: String,
  departmentId: String,
  topicId: String,
  state: String,
  answerBy: String,
  assignee: String,
  promiseBy: String,
  callbackAt: String,
  overdueAt: String,
  subject: String,
  question: String,
  citizen: { name: String, phone: String, email: String },
  createdAt: Date,
});

/** A ticket as far as it may wait for a moment. */
export type WaitingTicket = Pick<Ticket, 'ticketId' | 'callbackPlan' | 'callbackDue'> & Promising;

/** A callback as the load counts it. */
export type PlannedCallback = Pick<Ticket, 'ticketId' | 'callbackAt'>;

/** A callback as a change of the hours sees it, with where its citizen can be written to. */
export type MovableTicket = PlannedTicket &
  Pick<Ticket, 'departmentId'> & { readonly citizen: { readonly email?: string } };

/** The tickets in the database; every method is `Unavailable` without it. */
export interface TicketList {
  page(filter: TicketFilter, page: PageQuery): Promise<Page<Current<Ticket>>>;
  /** Callbacks of a department's tickets in work, from `from` on and before `until` (text in the city's zone). */
  callbacks(departmentId: string, from: string, until: string): Promise<PlannedCallback[]>;
  /** Every callback of a department's tickets in work, one after the other. */
  allCallbacks(departmentId: string): AsyncIterable<MovableTicket>;
  /** Every ticket in work, one after the other. */
  inWork(): AsyncIterable<WaitingTicket>;
}

const { trusted } = mongoose;
const IN_WORK = trusted({ $in: ['open', 'taken'] satisfies Ticket['state'][] });
/** More than any department rings in the time that is looked at; the limit it serves is a soft one. */
const MOST_CALLBACKS = 5_000;
const CALLBACK_FIELDS = { ticketId: 1, callbackAt: 1 } as const;
const WAITING_FIELDS = {
  ...CALLBACK_FIELDS,
  state: 1,
  callbackPlan: 1,
  callbackDue: 1,
  answerBy: 1,
  promiseBy: 1,
  overdueAt: 1,
  'attempts.result': 1,
} as const;
const MOVABLE_FIELDS = {
  ...CALLBACK_FIELDS,
  departmentId: 1,
  state: 1,
  wish: 1,
  callbackUntil: 1,
  callbackPlan: 1,
  promiseBy: 1,
  overdueAt: 1,
  'citizen.email': 1,
} as const;

export function openTicketList(view: View): TicketList {
  const model: Model<Current<Ticket>> = view.connection.model<Current<Ticket>>('Ticket', schema as never, TICKETS);

  async function* each<T>(filter: Record<string, unknown>, fields: Record<string, 1>): AsyncGenerator<T> {
    const cursor = model.find(filter, fields).lean<T[]>().cursor({ batchSize: 500 });
    try {
      for (;;) {
        const next = (await view.ask(() => cursor.next())) as T | null;
        if (!next) return;
        yield next;
      }
    } finally {
      // Without the database there is nothing left to close.
      await cursor.close().catch(() => undefined);
    }
  }

  return {
    page: (filter, page) => pageOf(view, model, queryOf(filter), page),
    callbacks: (departmentId, from, until) =>
      view.ask(() =>
        model
          .find({ departmentId, state: IN_WORK, callbackAt: trusted({ $gte: from, $lt: until }) }, CALLBACK_FIELDS)
          .limit(MOST_CALLBACKS)
          .lean<PlannedCallback[]>()
          .exec(),
      ),
    allCallbacks: (departmentId) =>
      each<MovableTicket>({ departmentId, state: IN_WORK, callbackAt: trusted({ $exists: true }) }, MOVABLE_FIELDS),
    inWork: () => each<WaitingTicket>({ state: IN_WORK }, WAITING_FIELDS),
  };
}
