import { Id, KnownRecord, PersonQuery, Timestamp, type TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import type { Timers } from '@serviceportal/shared/log';
import { createSeal } from '@serviceportal/shared/seal';
import { type Clock, formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { z } from 'zod';

/** The timer of a wish to be forgotten. */
export const ERASURE_TIMER = 'erase-person';
/** By then it is done, or its process has ended. */
const FINISHED_AFTER = { seconds: 5 };

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
  /** Keeping it again replaces it; it comes back some seconds after it was kept last. */
  keep(wish: ErasureWish): Promise<void>;
  /** It is not to be done any more. */
  withdraw(wish: ErasureWish): Promise<void>;
  /** What a timer brings back; undefined if it was withdrawn. */
  read(timer: TimerDue): Promise<ErasureWish | undefined>;
}

export function createErasureWishes({
  timers,
  clock,
  secret,
}: {
  timers: Timers;
  clock: Clock;
  secret: string;
}): ErasureWishes {
  const seal = createSeal(secret, 'wishes to be forgotten');
  const timer = (id: string, at: Temporal.Instant) => {
    return { kind: ERASURE_TIMER, id, plan: 1, at: formatTimestamp(at, clock.zone) };
  };

  return {
    async keep(wish) {
      const sealed = await seal.close(wish);
      await timers.set({ ...timer(wish.wishId, clock.now().add(FINISHED_AFTER)), sealed });
    },
    withdraw: ({ wishId }) => timers.set(timer(wishId, clock.now())),
    async read({ sealed }) {
      if (sealed === undefined) return undefined;
      const opened = ErasureWish.safeParse(await seal.open(sealed));
      if (!opened.success) throw new Permanent('bad-data', 'a wish to be forgotten that another HMAC_KEY has sealed');
      return opened.data;
    },
  };
}
