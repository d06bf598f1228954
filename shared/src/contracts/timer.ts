import { z } from 'zod';
import { Id, Timestamp } from './values.ts';

/** What a timer carries: ids and which planning it serves; personal data only sealed. */
export const TimerDue = z.object({
  kind: Id,
  id: Id,
  plan: z.number().int().nonnegative(),
  at: Timestamp.describe("The planned moment, in the city's time"),
  sealed: z.string().optional().describe('What else whoever set it wants to know by then, for nobody else to read'),
});
export type TimerDue = z.infer<typeof TimerDue>;
