import {
  type ExportedEvent,
  type ExportedPart,
  type PersonQuery,
  personSubject,
  type PersonVerb,
  type ServiceName,
} from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import { exportRecords, type PersonRecords } from '@serviceportal/shared/person';
import { z } from 'zod';
import type { Erasing } from './erasing.ts';
import type { Parts } from './parts.ts';
import { ticketRecords } from './person-records.ts';

/** Who else holds data of people; call-intake first, since it knows which calls were theirs. */
export const OTHERS = ['call-intake', 'directory', 'notify'] as const satisfies ServiceName[];

const Problem = z.object({ detail: z.string() });

/** A number (E.164), an address, or the records that are known to be theirs. */
export type Person = Partial<PersonQuery>;

type Ask = <S extends z.ZodType>(
  service: ServiceName,
  verb: PersonVerb,
  payload: unknown,
  answer: S,
  withinMs?: number,
) => Promise<z.output<S>>;

/** The parts that services have of a person. */
export interface PersonParts {
  /** What this service has. */
  readonly own: readonly PersonRecords[];
  /** Another service's answer; `Unavailable` where there is none. */
  readonly ask: Ask;
  /** The person's tickets and the calls that led to them, which may have come from another number. */
  readonly whoseTickets: (person: Person) => Promise<PersonQuery>;
}

export function createPersonParts(parts: Parts, erasing: Erasing): PersonParts {
  const { log } = parts;
  const own = [ticketRecords(parts, erasing)];
  return {
    own,
    async ask(service, verb, payload, answer, withinMs) {
      const { status, body } = await log.ask(personSubject(service, verb), payload, withinMs);
      // For whoever asked: trying again changes nothing of it.
      if (status === 409) throw refuse('conflict', Problem.parse(body).detail);
      if (status !== 200) throw new Unavailable(`${service} could not ${verb} a person's part (${status})`);
      return answer.parse(body);
    },

    async whoseTickets(person) {
      const query = { ticketIds: [], callIds: [], ...person };
      const { events } = await exportAll((from) => exportRecords(log, own, query, from));
      const ticketIds = new Set([...query.ticketIds, ...events.map(({ id }) => id)]);
      const callIds = new Set([...query.callIds, ...events.flatMap(({ changed }) => callsOf(changed))]);
      return { ...query, ticketIds: [...ticketIds], callIds: [...callIds] };
    },
  };
}

/** All parts of an answer that comes in several. */
export async function exportAll(askFrom: (from: number) => Promise<ExportedPart>): Promise<ExportedPart> {
  const events: ExportedEvent[] = [];
  for (let from = 0; ;) {
    const part = await askFrom(from);
    events.push(...part.events);
    if (part.next === undefined) return { events, callIds: part.callIds };
    from = part.next;
  }
}

export function withCalls(query: PersonQuery, callIds: readonly string[]): PersonQuery {
  return { ...query, callIds: [...new Set([...query.callIds, ...callIds])] };
}

/** The calls a ticket began with, and was asked again in. */
function callsOf({ callId, additions }: Record<string, unknown>): string[] {
  const added = Array.isArray(additions) ? (additions as { callId?: unknown }[]).map((each) => each.callId) : [];
  return [callId, ...added].filter((id): id is string => typeof id === 'string');
}
