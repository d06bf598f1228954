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

/** How a concern ends as desks say it: the outcomes that figures can count, also of calls and tickets that are erased. */
export const OUTCOMES = ['answered', 'merged', 'beantwortet', 'telefonisch beantwortet', 'erledigt'] as const;

/** What is said of such a field where somebody writes it. */
export const wordsOr = (codes: readonly string[]) =>
  `In words; when it is erased only a known one stays: ${codes.join(', ')}`;

/**
 * A field in somebody's words, as a marker may keep it: one of these codes stays, since figures count it; anything else
 * becomes `other`. What merely looks like a code may be a name.
 */
export function codeOnly(text: string, codes: readonly string[]): string;
export function codeOnly(text: string | undefined, codes: readonly string[]): string | undefined;
export function codeOnly(text: string | undefined, codes: readonly string[]): string | undefined {
  return text === undefined || codes.includes(text) ? text : 'other';
}
