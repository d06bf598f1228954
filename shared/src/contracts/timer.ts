import { z } from 'zod';
import { ErasureWish } from './person.ts';
import { Id, Timestamp } from './values.ts';

/** What a timer carries: ids and which planning it serves, no personal data. */
export const TimerDue = z.object({
  kind: Id,
  id: Id,
  plan: z.number().int().nonnegative(),
  at: Timestamp.describe("The planned moment, in the city's time"),
  wish: ErasureWish.optional().describe('What is to be forgotten by then, of an erasure'),
});
export type TimerDue = z.infer<typeof TimerDue>;
