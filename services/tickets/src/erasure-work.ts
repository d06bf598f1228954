import { ErasedPart, type PersonQuery, type RecordKind, type ServiceName } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import { type Context, pause } from '@serviceportal/shared/log';
import { countRecords, eraseRecords } from '@serviceportal/shared/person';
import type { Erasing } from './erasing.ts';
import type { Parts } from './parts.ts';
import { OTHERS, type PersonParts, withCalls } from './person-parts.ts';
import { ticketRecords } from './person-records.ts';

/** Killed over it, a service does not answer at all; else it does after a go of a few seconds. */
const ERASE_WITHIN_MS = 8_000;
/** So long is waited for one that was killed: it is back in a few seconds. */
const ERASED_AGAIN_WITHIN_MS = 10_000;
const ERASED_AGAIN_MS = 500;

/** What there is of a person in each service, before any of it is erased; services that did not answer are missing. */
export interface Before {
  readonly query: PersonQuery;
  readonly counts: ReadonlyMap<ServiceName, ErasedPart>;
  readonly own: ErasedPart;
}

/** What became of what there was. */
export interface CarriedOut {
  readonly erased: Partial<Record<RecordKind, number>>;
  readonly kept: ErasedPart['kept'];
  /** All that was erased or kept. */
  readonly found: ErasedPart['found'];
  /** Services that did not answer; asking again finishes it. */
  readonly pending: ServiceName[];
}

/** Looks at, and erases, what all services have of one person. */
export interface ErasureWork {
  /**
   * What there is to erase, before anything is: erasing one record makes the services erase others by themselves, and what
   * was erased on an earlier day is no news.
   */
  count(person: PersonQuery, withinMs?: number): Promise<Before>;
  /** Erases it; a ticket that is still owed an answer only with `confirm`. */
  carryOut(before: Before, confirm: boolean | undefined, context: Context): Promise<CarriedOut>;
}

export function createErasureWork(
  parts: Parts,
  { erasing, persons: { own, ask } }: { erasing: Erasing; persons: PersonParts },
): ErasureWork {
  const { log } = parts;

  /** In as many goes as it takes; again where it was killed over it: what it has done already stays done. */
  async function askToErase(service: ServiceName, payload: object): Promise<ErasedPart> {
    let heardOf = performance.now();
    for (;;) {
      try {
        const part = await ask(service, 'erase', payload, ErasedPart, ERASE_WITHIN_MS);
        if (!part.more) return part;
        heardOf = performance.now();
      } catch (cause) {
        if (!(cause instanceof Unavailable) || performance.now() - heardOf > ERASED_AGAIN_WITHIN_MS) throw cause;
        await pause(ERASED_AGAIN_MS);
      }
    }
  }

  async function eraseOwn(query: PersonQuery, confirm: boolean | undefined, context: Context): Promise<ErasedPart> {
    for (;;) {
      const part = await eraseRecords(log, [ticketRecords(parts, erasing, confirm)], query, context);
      if (!part.more) return part;
    }
  }

  return {
    async count(person, withinMs) {
      let query = person;
      const counts = new Map<ServiceName, ErasedPart>();
      for (const service of OTHERS) {
        try {
          const part = await ask(service, 'count', { person: query }, ErasedPart, withinMs);
          counts.set(service, part);
          query = withCalls(query, part.callIds);
        } catch (cause) {
          // It is missing in what is counted.
          if (!(cause instanceof Unavailable)) throw cause;
        }
      }
      return { counts, query, own: await countRecords(log, own, query) };
    },

    async carryOut(before, confirm, context) {
      let { query } = before;
      const erasure = {
        erased: {} as CarriedOut['erased'],
        kept: [] as ErasedPart['kept'],
        found: [] as ErasedPart['found'],
        pending: [] as ServiceName[],
      };
      for (const service of OTHERS) {
        try {
          const payload = { person: query, causeId: context.cause.id, actor: context.actor };
          const part = await askToErase(service, payload);
          add(erasure, before.counts.get(service), part);
          query = withCalls(query, part.callIds);
        } catch (cause) {
          if (!(cause instanceof Unavailable)) throw cause;
          erasure.pending.push(service);
        }
      }
      // Last: as long as the tickets are there, asking again finds all that belongs to them.
      add(erasure, before.own, await eraseOwn(query, confirm, context));
      return erasure;
    },
  };
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
