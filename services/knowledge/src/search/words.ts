import { fold } from './fold.ts';

/** A word of a text: as written, where it stands (UTF-16 offsets), and folded. */
export interface Word {
  readonly written: string;
  readonly start: number;
  readonly end: number;
  readonly folded: string;
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:[-‐‑][\p{L}\p{N}\p{M}]+)*/gu;

/** Longer than any German word an office uses; what is longer is noise and not a word to look for. */
const LONGEST = 60;

/**
 * The words of a text in their order. A hyphenated word counts as a whole and in its parts
 * (`B-Plan` → `bplan`, `plan`), since people type it with and without the hyphen.
 */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const match of text.matchAll(WORD)) {
    const written = match[0];
    if (written.length > LONGEST) continue;
    const place = { written, start: match.index, end: match.index + written.length };
    const parts = written.split(/[-‐‑]/);
    words.push({ ...place, folded: fold(parts.join('')) });
    if (parts.length === 1) continue;
    for (const part of parts) if (part.length > 1) words.push({ ...place, folded: fold(part) });
  }
  return words;
}
