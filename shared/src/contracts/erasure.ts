import { z } from 'zod';
import { Timestamp } from './values.ts';

/** Why somebody's data went: they (or somebody for them) asked for it, or the time for keeping it is over. */
export const ErasureReason = z.enum(['asked', 'age']);
export type ErasureReason = z.infer<typeof ErasureReason>;

/** Set on the marker that stays of an aggregate: ids, times, counts and codes, no word and nobody's data. */
export const ErasedAt = Timestamp.optional().describe(
  'When the person was forgotten: since then there are only ids, times and counts, and no command changes them',
);

/** What every `…Erased` event says besides the marker. */
export const erasureData = { why: ErasureReason };

/** Whether an event of this type is a marker: what came before it of the same aggregate is deleted everywhere. */
export function isErasure({ type }: { readonly type: string }): boolean {
  return type.endsWith('Erased');
}

/**
 * A field in somebody's words, as a marker may keep it: what is a code (`answered`, `hung-up`) stays, since figures count
 * it; anything else becomes `other`.
 */
export function codeOnly(text: string): string;
export function codeOnly(text: string | undefined): string | undefined;
export function codeOnly(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return /^[a-z]{1,20}(-[a-z]{1,20}){0,3}$/.test(text) ? text : 'other';
}
