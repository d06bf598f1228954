import { Id, KnownRecord, PersonQuery, Timestamp, type TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Timers } from '@serviceportal/shared/log';
import { createSeal } from '@serviceportal/shared/seal';
import { type Clock, formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { z } from 'zod';

/** The timer of a wish to be forgotten. */
export const ERASURE_TIMER = 'erase-person';
/** Nobody is at it any more, where it was not kept again by then. */
const ABANDONED_AFTER = { seconds: 5 };
const KEPT_AGAIN_MS = 1_500;

const Known = z.strictObject({
  records: z.array(KnownRecord).describe('All there is of them'),
  marks: z.array(z.strictObject({ kind: z.enum(['phone', 'email']), id: Id })).describe('HMACs of whom it is about'),
  recorded: z.boolean().describe('Whether the audit log has it'),
});

/** Whom somebody wants forgotten. */
const ErasureWish = z.strictObject({
  wishId: Id,
  actor: z.strictObject({ type: z.string(), id: z.string() }).describe('Who asked for it'),
  person: PersonQuery.partial().describe('As asked; ids alone once it is known what there is'),
  confirm: z.boolean().optional(),
  askedAt: Timestamp,
  known: Known.optional().describe('Once it is known what there is'),
});
export type ErasureWish = z.infer<typeof ErasureWish>;
export type KnownErasureWish = ErasureWish & { readonly known: z.infer<typeof Known> };

/** Wishes wait, sealed, on the timers' stream, so that a process that ends leaves them to its next start. */
export interface ErasureWishes {
  /** Keeps a wish, and does not let it come back while `work` is at it; it does soon after, unless it was withdrawn. */
  hold<Result>(wish: ErasureWish, work: (held: HeldWish) => Promise<Result>): Promise<Result>;
  /** What a timer brings back; undefined if it was withdrawn. */
  read(timer: TimerDue): Promise<ErasureWish | undefined>;
}

export interface HeldWish {
  /** Resolves once it is stored in place of what was kept before. */
  keep(wish: ErasureWish): Promise<void>;
  /** There is nothing left of it to do. */
  withdraw(): Promise<void>;
}

interface ErasureWishesParts {
  readonly timers: Timers;
  readonly clock: Clock;
  readonly secret: string;
}

export function createErasureWishes({ timers, clock, secret }: ErasureWishesParts): ErasureWishes {
  const seal = createSeal(secret, 'wishes to be forgotten');
  const timer = (id: string, at: Temporal.Instant) => {
    return { kind: ERASURE_TIMER, id, plan: 1, at: formatTimestamp(at, clock.zone) };
  };

  async function store(wish: ErasureWish): Promise<void> {
    const sealed = await seal.close(wish);
    await timers.set({ ...timer(wish.wishId, clock.now().add(ABANDONED_AFTER)), sealed });
  }

  return {
    async hold(wish, work) {
      let current = wish;
      let stored = Promise.resolve();
      // One after the other: what was kept last must stand there last.
      const inTurn = (step: () => Promise<void>) => (stored = stored.catch(() => undefined).then(step));
      const keep = (next: ErasureWish) => inTurn(() => store((current = next)));
      await keep(wish);
      const again = setInterval(() => void keep(current).catch(() => undefined), KEPT_AGAIN_MS);
      try {
        return await work({
          keep,
          withdraw() {
            clearInterval(again);
            return inTurn(() => timers.set(timer(wish.wishId, clock.now())));
          },
        });
      } finally {
        clearInterval(again);
      }
    },
    async read({ sealed }) {
      if (sealed === undefined) return undefined;
      const opened = ErasureWish.safeParse(await seal.open(sealed));
      if (!opened.success) throw new Permanent('bad-data', 'a wish to be forgotten that another HMAC_KEY has sealed');
      return opened.data;
    },
  };
}
