import { contactMark } from '@serviceportal/shared/audit';
import type { PersonQuery, ServiceName } from '@serviceportal/shared/contracts';
import { Refusal, refuse, Unavailable } from '@serviceportal/shared/errors';
import { Actor } from '@serviceportal/shared/identity';
import { type Context, pause } from '@serviceportal/shared/log';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { randomUUID } from 'node:crypto';
import { isInWork } from './domain/ticket.ts';
import { type NamedRecord, unknownOf } from './domain/unknown-records.ts';
import type { ErasureWish, ErasureWishes, HeldWish, KnownErasureWish } from './erasure-wishes.ts';
import type { Before, CarriedOut, ErasureWork } from './erasure-work.ts';
import type { Parts } from './parts.ts';
import { OTHERS, type Person, type PersonParts } from './person-parts.ts';

/** So long is waited for services that don't answer, until whoever asks is told so. */
const PATIENCE_MS = 8_000;
/** Killed over it, a service does not answer at all. */
const COUNT_WITHIN_MS = 4_000;
const COUNTED_AGAIN_MS = 500;

/** What became of the wish to be forgotten. */
export interface PersonErasure extends CarriedOut {
  /** Of what was named by its id: what is nowhere. */
  readonly unknown: NamedRecord[];
}

/** Forgets people, wherever their data are. */
export interface PersonErasing {
  /**
   * Refuses with `conflict` where an answer is still owed and it isn't confirmed that the promise is dropped. The wish is
   * kept before anything is looked at, so that a process that ends in the middle leaves it to its next start. Nothing is
   * erased before all services said what they have, and the audit log knows of it: as long as one is `pending` the wish
   * waits, and is done once all of them answer.
   */
  erase(person: Person, confirm: boolean | undefined, context: Context): Promise<PersonErasure>;
  /**
   * Does what is left of a wish; `Unavailable` as long as a service does not say what it has, undefined where an answer is
   * owed, which nobody confirmed to be dropped, and nothing was erased.
   */
  finish(wish: ErasureWish, context: Context): Promise<CarriedOut | undefined>;
}

interface PersonErasingParts {
  readonly persons: PersonParts;
  readonly work: ErasureWork;
  readonly wishes: ErasureWishes;
  readonly hmacKey: string;
}

export function createPersonErasing(
  { tickets, clock, audit }: Parts,
  { persons: { whoseTickets }, work, wishes, hmacKey }: PersonErasingParts,
): PersonErasing {
  return {
    async erase(person, confirm, context) {
      const askedAt = formatTimestamp(clock.now(), clock.zone);
      const wish = { wishId: randomUUID(), actor: context.actor, person, confirm, askedAt };
      return wishes.hold(wish, async (held) => {
        const before = await lookedUp(wish).catch(async (cause: unknown) => {
          // The answer will say that nothing was erased.
          await held.withdraw();
          throw cause;
        });
        const pending = missingIn(before);
        if (pending.length > 0) return { erased: {}, kept: [], found: [], pending, unknown: [] };
        const erasure = await carryOut(knownOf(wish, before), before, context, held);
        return { ...erasure, unknown: unknownOf(person, erasure) };
      });
    },

    async finish(wish, context) {
      const before = await leftOf(wish).catch((cause: unknown) => {
        // Nobody is there to be told: it waits until the log is level, or made again.
        throw cause instanceof Refusal ? new Unavailable(cause.message, { cause }) : cause;
      });
      if (!before) return undefined;
      const known = isKnown(wish) ? wish : knownOf(wish, before);
      const by = { ...context, actor: Actor.parse(wish.actor) };
      return wishes.hold(known, (held) => carryOut({ ...known, confirm: true }, before, by, held));
    },
  };

  /** It is in the audit log before any record goes: after a kill in between twice at the worst, the same in every field. */
  async function carryOut(
    wish: KnownErasureWish,
    before: Before,
    context: Context,
    held: HeldWish,
  ): Promise<CarriedOut> {
    const { actor, askedAt, known, confirm } = wish;
    if (!known.recorded) {
      await held.keep(wish);
      const at = Temporal.Instant.from(askedAt);
      const about = [...known.records, ...known.marks];
      await audit.done({ name: 'erase-person', actor: Actor.parse(actor), about, at }, undefined);
      await held.keep({ ...wish, known: { ...known, recorded: true } });
    }
    const erasure = await work.carryOut(before, confirm, context);
    if (erasure.pending.length === 0) await held.withdraw();
    return erasure;
  }

  async function lookedUp(wish: ErasureWish): Promise<Before> {
    const whose = await whoseTickets(meantBy(wish));
    const owed = await owedIn(whose.ticketIds, wish);
    if (owed === 0) return patientlyCounted(whose);
    throw refuse(
      'conflict',
      `The person is still owed an answer in ${owed} ${owed === 1 ? 'ticket' : 'tickets'}: with confirm the promise is dropped. Nothing was erased.`,
    );
  }

  async function leftOf(wish: ErasureWish): Promise<Before | undefined> {
    const whose = await whoseTickets(meantBy(wish));
    if (isKnown(wish)) return work.count(whose);
    if ((await owedIn(whose.ticketIds, wish)) > 0) return undefined;
    const before = await work.count(whose);
    const missing = missingIn(before);
    if (missing.length > 0) throw new Unavailable(`${missing.join(', ')} did not say what there is to erase`);
    return before;
  }

  /** A service that was just killed is back in a few seconds. */
  async function patientlyCounted(person: PersonQuery): Promise<Before> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const before = await work.count(person, COUNT_WITHIN_MS);
      if (missingIn(before).length === 0 || performance.now() > deadline) return before;
      await pause(COUNTED_AGAIN_MS);
    }
  }

  function knownOf({ person, ...asked }: ErasureWish, { query, counts, own }: Before): KnownErasureWish {
    const found = [own, ...counts.values()].flatMap((part) => part.found);
    // A report's place may be another's by the time it is looked at again.
    const before = clock.toReal(clock.now()).toString();
    const records = found.map((each) => (each.kind === 'report' ? { ...each, before } : each));
    const marks = (['phone', 'email'] as const).flatMap((kind) => {
      const contact = person[kind];
      return contact === undefined ? [] : [{ kind, id: contactMark(hmacKey, kind, contact) }];
    });
    const { ticketIds, callIds } = query;
    return { ...asked, person: { ticketIds, callIds, records }, known: { records, marks, recorded: false } };
  }

  /** How many answers are owed that nobody confirmed to be dropped. */
  async function owedIn(ticketIds: readonly string[], { confirm }: ErasureWish): Promise<number> {
    if (confirm) return 0;
    const loaded = await Promise.all(ticketIds.map((ticketId) => tickets.load(ticketId)));
    return loaded.filter((each) => each && isInWork(each.state)).length;
  }
}

/** What there was when it was asked: who asks the city again meanwhile is not forgotten with it. */
function meantBy({ person, askedAt }: ErasureWish): Person {
  return { ...person, until: askedAt };
}

/** Of what they do not name nobody could tell later. */
function missingIn({ counts }: Before): ServiceName[] {
  return OTHERS.filter((service) => !counts.has(service));
}

function isKnown(wish: ErasureWish): wish is KnownErasureWish {
  return wish.known !== undefined;
}
