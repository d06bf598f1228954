import { z } from 'zod';
import { Timestamp } from './values.ts';

/**
 * What already led to an event of this aggregate, so that the same cause never leads to a second one.
 * `key` causes come from an Idempotency-Key (both HMACs), `event` causes are ids of events and timers,
 * `once` causes are single requests without a key, remembered only while their answer may still be lost.
 */
export const Handled = z.object({
  cause: z.string(),
  kind: z.enum(['key', 'event', 'once']),
  body: z.string().optional(),
  event: z.string(),
  at: Timestamp,
});
export type Handled = z.infer<typeof Handled>;
