import { z } from 'zod';
import { Citizen } from './citizen.ts';
import { Slug, WallTime, Weekday } from './values.ts';

/** What the caller gets when the department can't take the call. */
export const Fallback = z.enum(['callback', 'email', 'none']);
export type Fallback = z.infer<typeof Fallback>;

/** Why the department did not take the call. */
export const TransferReason = z.enum(['closed', 'unstaffed', 'not-onboarded', 'no-answer', 'takes-longer']);
export type TransferReason = z.infer<typeof TransferReason>;

/** When the citizen would like to be called back. */
export const CallbackWish = z.object({
  days: z.array(Weekday).optional(),
  from: WallTime.optional(),
  to: WallTime.optional(),
});
export type CallbackWish = z.infer<typeof CallbackWish>;

/** The concern as the agent wrote it down; it travels with the transfer so that nobody has to tell it twice. */
export const TransferRequest = z.object({
  topicId: Slug.optional(),
  subject: z.string(),
  question: z.string(),
  citizen: Citizen,
  fallback: Fallback,
  wish: CallbackWish.optional(),
});
export type TransferRequest = z.infer<typeof TransferRequest>;
