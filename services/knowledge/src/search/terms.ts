import { stem } from './stem.ts';

/** A compound's part is a term of its own kind, so that "Ausweis" itself counts for more than "Personalausweis". */
export function partTerm(folded: string): string {
  return `~${stem(folded)}`;
}

/** What a word of an article is found by: its stem and the stems of its parts. */
export function termsOf(folded: string, parts: readonly string[]): string[] {
  return [...new Set([stem(folded), ...parts.map(partTerm)])];
}
