import { Unavailable } from '@serviceportal/shared/errors';
import type { Projector } from '@serviceportal/shared/log';
import { queriedSchema, type View } from '@serviceportal/shared/view';
import mongoose, { type Model } from 'mongoose';
import { OWED_STATES, owedFrom, type OwedTicket, type StoredOwed } from '../domain/owed.ts';
import { OWED } from './projections.ts';

/** Only what is queried. */
const OwedDocument = queriedSchema(OWED, { _id: String, departmentId: String, state: String });

/** What departments owe, as the database has it. */
export interface OwedList {
  /** The department's tickets in work; `Unavailable` without the database, and until it has what came meanwhile. */
  of(departmentId: string): Promise<OwedTicket[]>;
  /** The projector that fills the list, watched: while it cannot write, nobody knows what is owed. */
  watched(projector: Projector): Projector;
}

export function openOwedList(view: View): OwedList {
  const model = view.connection.model('Owed', OwedDocument) as unknown as Model<StoredOwed>;
  let standsStill = false;

  return {
    async of(departmentId) {
      if (standsStill) throw new Unavailable('the list of what is owed is not level yet');
      const wanted = { departmentId, state: mongoose.trusted({ $in: OWED_STATES }) };
      const found = await view.ask(() => model.find(wanted).lean<StoredOwed[]>().exec());
      return found.map(owedFrom);
    },
    watched: (projector) => ({
      async write(batch) {
        standsStill = true;
        try {
          await projector.write(batch);
          standsStill = false;
        } catch (cause) {
          // Tried again only while the database is away.
          standsStill = cause instanceof Unavailable;
          throw cause;
        }
      },
    }),
  };
}
