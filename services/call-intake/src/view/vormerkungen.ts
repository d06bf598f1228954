import type { Ticket } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { type Current, queriedSchema, type View } from '@serviceportal/shared/view';
import mongoose from 'mongoose';

/** What a number's screen shows of a ticket: when, not what about nor whose. */
export type Vormerkung = Pick<Ticket, 'ticketId' | 'state' | 'openedAt' | 'callbackAt' | 'promiseBy' | 'mergedInto'> & {
  readonly phone?: string;
};

/** What is kept of a ticket. One that loses its number, because the person is forgotten, loses it here too. */
export function vormerkungOf({ citizen, ...ticket }: Ticket): Record<string, unknown> {
  const { ticketId, state, openedAt, callbackAt, promiseBy, mergedInto } = ticket;
  const kept: Vormerkung = { ticketId, phone: citizen.phone, state, openedAt, callbackAt, promiseBy, mergedInto };
  // The database would keep `undefined` as a null.
  return Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined));
}

export interface CallerVormerkungen {
  readonly open: number;
  readonly lastOpenedAt?: string;
  readonly nextCallbackAt?: string;
  /** The latest ten. */
  readonly items: Pick<Vormerkung, 'openedAt' | 'state' | 'callbackAt' | 'promiseBy'>[];
}

/** The Vormerkungen of a number (E.164), newest first; `Unavailable` without the database. */
export interface VormerkungList {
  history(phone: string): Promise<CallerVormerkungen>;
}

const VormerkungDocument = queriedSchema('vormerkungen', {
  _id: String,
  createdAt: Date,
  phone: String,
  state: String,
  mergedInto: String,
});

const LATEST = 10;
/** More than anybody has; a switchboard's own number is shown short rather than slowly. */
const MOST = 500;

export function openVormerkungList(view: View): VormerkungList {
  const model = view.connection.model('Vormerkung', VormerkungDocument) as unknown as mongoose.Model<
    Current<Vormerkung>
  >;
  return {
    async history(phone) {
      const filter = { phone, mergedInto: mongoose.trusted({ $exists: false }) };
      const found = await view.ask(() =>
        model.find(filter).sort({ createdAt: -1, _id: -1 }).limit(MOST).lean<Current<Vormerkung>[]>().exec(),
      );
      return summaryOf(found);
    },
  };
}

/** From the Vormerkungen of one number, newest first. */
export function summaryOf(found: readonly Vormerkung[]): CallerVormerkungen {
  const open = found.filter(({ state }) => state === 'open' || state === 'taken');
  const callbacks = open.flatMap(({ callbackAt }) => callbackAt ?? []).sort((a, b) => Temporal.Instant.compare(a, b));
  return {
    open: open.length,
    lastOpenedAt: found[0]?.openedAt,
    nextCallbackAt: callbacks[0],
    items: found.slice(0, LATEST).map(({ openedAt, state, callbackAt, promiseBy }) => {
      return { openedAt, state, callbackAt, promiseBy };
    }),
  };
}
