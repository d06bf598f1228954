import { contactMark } from '@serviceportal/shared/audit';
import {
  ErasedPart,
  type ErasureWish,
  type PersonQuery,
  type RecordKind,
  type ServiceName,
} from '@serviceportal/shared/contracts';
import { Refusal, refuse, Unavailable } from '@serviceportal/shared/errors';
import { Actor } from '@serviceportal/shared/identity';
import { type Context, derivedUuid, pause, type Timers } from '@serviceportal/shared/log';
import { countRecords, eraseRecords } from '@serviceportal/shared/person';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { isInWork } from './domain/ticket.ts';
import { type NamedRecord, unknownOf } from './domain/unknown-records.ts';
import type { Erasing } from './erasing.ts';
import type { Parts } from './parts.ts';
import { OTHERS, type Person, type PersonParts, withCalls } from './person-parts.ts';
import { ticketRecords } from './person-records.ts';

/** The timer of a wish to be forgotten. */
export const ERASURE_TIMER = 'erase-person';
/** By then it is done, or its process has ended. */
const FINISHED_AFTER = { seconds: 10 };

/** So long is waited for services that don't answer before anything is erased. */
const PATIENCE_MS = 8_000;
const COUNTED_AGAIN_MS = 500;

/** What there is of a person in each service, before any of it is erased; services that did not answer are missing. */
interface Before {
  readonly query: PersonQuery;
  readonly counts: ReadonlyMap<ServiceName, ErasedPart>;
  readonly own: ErasedPart;
}

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

/** Forgets people, wherever their data are. */
export interface PersonErasing {
  /**
   * Refuses with `conflict` where an answer is still owed and it isn't confirmed that the promise is dropped. It is in the
   * audit log before any record goes, and a process that ends in the middle leaves the rest to its next start.
   */
  erase(person: Person, confirm: boolean | undefined, context: Context): Promise<PersonErasure>;
  /** Does what is left of a wish; `Unavailable` as long as a service does not answer. */
  finish(wish: ErasureWish, context: Context): Promise<Omit<PersonErasure, 'unknown'>>;
}

export function createPersonErasing(
  parts: Parts,
  { erasing, timers, persons, hmacKey }: { erasing: Erasing; timers: Timers; persons: PersonParts; hmacKey: string },
): PersonErasing {
  const { log, tickets, clock, audit } = parts;
  const { own, ask, whoseTickets } = persons;

  /**
   * What there is to erase, before anything is: erasing one record makes the services erase others by themselves, and what
   * was erased on an earlier day is no news.
   */
  async function counted(person: PersonQuery): Promise<Before> {
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
    return { counts, query, own: await countRecords(log, own, query) };
  }

  return {
    async erase(person, confirm, context) {
      const whose = await whoseTickets(person);
      if (!confirm) await refuseWhileOwed(whose.ticketIds);
      const before = await patientlyCounted(whose);
      const wish = wishOf(person, before, context.actor);
      // From here on it is done whatever ends in between: the timer finishes what a kill has left.
      await keepWish(wish, context);
      await record(wish);
      await keepWish({ ...wish, recorded: true }, context);
      const erasure = await carryOut(before, confirm, context);
      return { ...erasure, unknown: unknownOf(person, erasure) };
    },

    async finish(wish, context) {
      const { ticketIds, callIds, records } = wish;
      const person = { ticketIds, callIds, records };
      const by = { ...context, actor: Actor.parse(wish.actor) };
      if (!wish.recorded) await record(wish);
      const before = await counted(await whoseTickets(person)).catch((cause: unknown) => {
        // Nobody is there to be told: it waits until the log is level, or made again.
        throw cause instanceof Refusal ? new Unavailable(cause.message, { cause }) : cause;
      });
      const erasure = await carryOut(before, true, by);
      if (erasure.pending.length > 0) throw new Unavailable(`${erasure.pending.join(', ')} did not erase yet`);
      return erasure;
    },
  };

  /** A service that was just killed is back in a few seconds; of what it does not name the wish could not tell. */
  async function patientlyCounted(person: PersonQuery): Promise<Before> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const before = await counted(person);
      if (before.counts.size === OTHERS.length || performance.now() > deadline) return before;
      await pause(COUNTED_AGAIN_MS);
    }
  }

  /** Also after a kill in between, twice at the worst, and the same then in every field. */
  async function record({ actor, records, marks, askedAt }: ErasureWish): Promise<void> {
    const at = Temporal.Instant.from(askedAt);
    await audit.done({ name: 'erase-person', actor: Actor.parse(actor), about: [...records, ...marks], at }, undefined);
  }

  function wishOf(person: Person, { query, counts, own }: Before, actor: Context['actor']): ErasureWish {
    const found = [own, ...counts.values()].flatMap((part) => part.found);
    // A report's place may be another's by the time it is looked at again.
    const before = clock.toReal(clock.now()).toString();
    const records = found.map((each) => (each.kind === 'report' ? { ...each, before } : each));
    const marks = (['phone', 'email'] as const).flatMap((kind) => {
      const contact = person[kind];
      return contact === undefined ? [] : [{ kind, id: contactMark(hmacKey, kind, contact) }];
    });
    const { ticketIds, callIds } = query;
    const askedAt = formatTimestamp(clock.now(), clock.zone);
    return { actor, ticketIds, callIds, records, marks, askedAt, recorded: false };
  }

  function keepWish(wish: ErasureWish, { cause }: Context): Promise<void> {
    const at = formatTimestamp(clock.now().add(FINISHED_AFTER), clock.zone);
    return timers.set({ kind: ERASURE_TIMER, id: derivedUuid(`erase-person\n${cause.id}`), plan: 1, at, wish });
  }

  async function carryOut(before: Before, confirm: boolean | undefined, context: Context) {
    let { query } = before;
    const erasure = {
      erased: {} as PersonErasure['erased'],
      kept: [] as ErasedPart['kept'],
      found: [] as ErasedPart['found'],
      pending: [] as ServiceName[],
    };
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
    return erasure;
  }

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

/** `before` is what there was to erase: all of it but what is kept. Who could not count it before tells it now. */
function add(erasure: Omit<ErasedPart, 'callIds'>, before: ErasedPart | undefined, part: ErasedPart): void {
  for (const [kind, count] of Object.entries((before ?? part).erased) as [RecordKind, number][]) {
    const kept = before ? part.kept.filter((each) => each.kind === kind).length : 0;
    if (count > kept) erasure.erased[kind] = (erasure.erased[kind] ?? 0) + count - kept;
  }
  erasure.kept.push(...part.kept);
  erasure.found.push(...part.found);
}
