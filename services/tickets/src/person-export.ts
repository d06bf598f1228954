import { type ExportedEvent, ExportedPart } from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import type { Log } from '@serviceportal/shared/log';
import { exportRecords } from '@serviceportal/shared/person';
import { exportAll, OTHERS, type Person, type PersonParts, withCalls } from './person-parts.ts';

/**
 * Everything that happened to a person's records, wherever they are. `Refusal` (`unavailable`) where a service doesn't
 * answer: what it has would be missing.
 */
export type ExportPerson = (person: Person) => Promise<ExportedEvent[]>;

export function createPersonExport({ log }: { log: Log }, { own, ask, whoseTickets }: PersonParts): ExportPerson {
  return async (person) => {
    let query = await whoseTickets(person);
    const ours = await exportAll((from) => exportRecords(log, own, query, from));
    const events = [...ours.events];
    for (const service of OTHERS) {
      const about = query;
      const part = await exportAll((from) =>
        ask(service, 'export', { person: about, from }, ExportedPart).catch((cause: unknown) => {
          if (!(cause instanceof Unavailable)) throw cause;
          throw refuse('unavailable', `${service} does not answer, and its part would be missing; try again soon.`);
        }),
      );
      query = withCalls(query, part.callIds);
      events.push(...part.events);
    }
    return events;
  };
}
