import {
  ErasedPart,
  type ExportedEvent,
  ExportedPart,
  type PersonQuery,
  personSubject,
  type PersonVerb,
  type RecordKind,
  type ServiceName,
} from '@serviceportal/shared/contracts';
import { refuse, Unavailable } from '@serviceportal/shared/errors';
import type { Context } from '@serviceportal/shared/log';
import { countRecords, eraseRecords, exportRecords } from '@serviceportal/shared/person';
import type { z } from 'zod';
import { isInWork } from './domain/ticket.ts';
import { type NamedRecord, unknownOf } from './domain/unknown-records.ts';
import type { Erasing } from './erasing.ts';
import type { Parts } from './parts.ts';
import { ticketRecords } from './person-records.ts';

/** Who else holds data of people; call-intake first, since it knows which calls were theirs. */
const OTHERS = ['call-intake', 'directory', 'notify'] as const satisfies ServiceName[];

/** A number (E.164), an address, or the records that are known to be theirs. */
export type Person = Partial<PersonQuery>;

/** What became of the wish to be forgotten. */
export interface PersonErasure {
  readonly erased: Partial<Record<RecordKind, number>>;
  readonly kept: ErasedPart['kept'];
  /** All that was erased or kept. */
  readonly found: ErasedPart['found'];
  /** Services that did not answer; asking again finishes it. */
  readonly pending: ServiceName[];
  /** Of what was named by its id: what is nowhere. */
  readonly unknown: NamedRecord[];
}

/** All data of a person, wherever they are. */
export interface Persons {
  /** `Refusal` (`unavailable`) where a service doesn't answer: what it has would be missing. */
  export(person: Person): Promise<ExportedEvent[]>;
  /** Refuses with `conflict` where an answer is still owed and it isn't confirmed that the promise is dropped. */
  erase(person: Person, confirm: boolean | undefined, context: Context): Promise<PersonErasure>;
}

export function createPersons(parts: Parts, erasing: Erasing): Persons {
  const { log, tickets } = parts;

  async function ask<S extends z.ZodType>(
    service: ServiceName,
    verb: PersonVerb,
    payload: unknown,
    answer: S,
  ): Promise<z.output<S>> {
    const { status, body } = await log.ask(personSubject(service, verb), payload);
    if (status !== 200) throw new Unavailable(`${service} could not ${verb} a person's part (${status})`);
    return answer.parse(body);
  }

  /** The person's tickets and the calls that led to them, which may have come from another number. */
  async function whoseTickets(person: Person): Promise<PersonQuery> {
    const query = { ticketIds: [], callIds: [], ...person };
    const { events } = await exportAll((from) => exportRecords(log, [ticketRecords(parts, erasing)], query, from));
    const ticketIds = new Set([...query.ticketIds, ...events.map(({ id }) => id)]);
    const callIds = new Set([...query.callIds, ...events.flatMap(({ changed }) => callsOf(changed))]);
    return { ...query, ticketIds: [...ticketIds], callIds: [...callIds] };
  }

  /**
   * What there is to erase, before anything is: erasing one record makes the services erase others by themselves, and what
   * was erased on an earlier day is no news.
   */
  async function counted(person: PersonQuery) {
    let query = person;
    const counts = new Map<ServiceName, ErasedPart>();
    for (const service of OTHERS) {
      try {
        const part = await ask(service, 'count', { person: query }, ErasedPart);
        counts.set(service, part);
        query = withCalls(query, part.callIds);
      } catch (cause) {
        // Asked to erase it will say so again.
        if (!(cause instanceof Unavailable)) throw cause;
      }
    }
    return { counts, query, own: await countRecords(log, [ticketRecords(parts, erasing)], query) };
  }

  return {
    async export(person) {
      let query = await whoseTickets(person);
      const own = await exportAll((from) => exportRecords(log, [ticketRecords(parts, erasing)], query, from));
      const events = [...own.events];
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
    },

    async erase(person, confirm, context) {
      let query = await whoseTickets(person);
      if (!confirm) await refuseWhileOwed(query.ticketIds);
      const erasure = {
        erased: {} as PersonErasure['erased'],
        kept: [] as ErasedPart['kept'],
        found: [] as ErasedPart['found'],
        pending: [] as ServiceName[],
      };
      const before = await counted(query);
      query = before.query;
      for (const service of OTHERS) {
        try {
          const payload = { person: query, causeId: context.cause.id, actor: context.actor };
          const part = await ask(service, 'erase', payload, ErasedPart);
          add(erasure, before.counts.get(service), part);
          query = withCalls(query, part.callIds);
        } catch (cause) {
          if (!(cause instanceof Unavailable)) throw cause;
          erasure.pending.push(service);
        }
      }
      // Last: as long as the tickets are there, asking again finds all that belongs to them.
      add(erasure, before.own, await eraseRecords(log, [ticketRecords(parts, erasing, confirm)], query, context));
      return { ...erasure, unknown: unknownOf(person, erasure) };
    },
  };

  async function refuseWhileOwed(ticketIds: readonly string[]): Promise<void> {
    const loaded = await Promise.all(ticketIds.map((ticketId) => tickets.load(ticketId)));
    const owed = loaded.filter((each) => each && isInWork(each.state)).length;
    if (owed === 0) return;
    throw refuse(
      'conflict',
      `The person is still owed an answer in ${owed} ${owed === 1 ? 'ticket' : 'tickets'}: with confirm the promise is dropped. Nothing was erased.`,
    );
  }
}

/** All parts of an answer that comes in several. */
async function exportAll(askFrom: (from: number) => Promise<ExportedPart>): Promise<ExportedPart> {
  const events: ExportedEvent[] = [];
  for (let from = 0; ;) {
    const part = await askFrom(from);
    events.push(...part.events);
    if (part.next === undefined) return { events, callIds: part.callIds };
    from = part.next;
  }
}

function withCalls(query: PersonQuery, callIds: readonly string[]): PersonQuery {
  return { ...query, callIds: [...new Set([...query.callIds, ...callIds])] };
}

/** The calls a ticket began with, and was asked again in. */
function callsOf({ callId, additions }: Record<string, unknown>): string[] {
  const added = Array.isArray(additions) ? (additions as { callId?: unknown }[]).map((each) => each.callId) : [];
  return [callId, ...added].filter((id): id is string => typeof id === 'string');
}

/** `before` is what there was to erase: all of it but what is kept. Who could not count it before tells it now. */
function add(erasure: Omit<ErasedPart, 'callIds'>, before: ErasedPart | undefined, part: ErasedPart): void {
  for (const [kind, count] of Object.entries((before ?? part).erased) as [RecordKind, number][]) {
    const kept = before ? part.kept.filter((each) => each.kind === kind).length : 0;
    if (count > kept) erasure.erased[kind] = (erasure.erased[kind] ?? 0) + count - kept;
  }
  erasure.kept.push(...part.kept);
  erasure.found.push(...part.found);
}
