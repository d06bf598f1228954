import { blocksOf } from './plain-text.ts';
import { wordsOf } from './words.ts';

/** A passage as plain text; `highlights` are [start, end) offsets of the words that answer the question. */
export interface Snippet {
  readonly text: string;
  readonly highlights: [number, number][];
}

const LONGEST = 220;
const SENTENCE_END = /(?<=[.!?])\s+(?=[\p{Lu}\p{N}„"])/u;

/**
 * The sentence of a Markdown body that answers most words of the question; the first sentence when none does.
 * `answered` says which word of the question a folded word answers, -1 for none.
 */
export function snippetOf(markdown: string, answered: (folded: string) => number): Snippet {
  const sentences = blocksOf(markdown)
    .filter(({ heading }) => !heading)
    .flatMap(({ text }) => text.split(SENTENCE_END));
  let best = { text: sentences[0] ?? '', found: [] as [number, number][], concerns: 0 };
  for (const text of sentences) {
    const concerns = new Set<number>();
    const found = new Map<number, number>();
    for (const { folded, start, end } of wordsOf(text)) {
      const concern = answered(folded);
      if (concern < 0) continue;
      concerns.add(concern);
      found.set(start, end);
    }
    if (concerns.size > best.concerns) best = { text, found: [...found], concerns: concerns.size };
  }
  return cut(best.text, best.found);
}

/** At most 220 characters, from a word's beginning to a word's end, around the first highlight. */
function cut(text: string, found: [number, number][]): Snippet {
  if (text.length <= LONGEST) return { text, highlights: found };
  const first = found[0]?.[0] ?? 0;
  const from = first < LONGEST / 2 ? 0 : text.lastIndexOf(' ', first - LONGEST / 4) + 1;
  const room = from + LONGEST;
  const to = room >= text.length ? text.length : Math.max(text.lastIndexOf(' ', room), from + 1);
  const before = from > 0 ? '… ' : '';
  const after = to < text.length ? ' …' : '';
  const shift = before.length - from;
  return {
    text: before + text.slice(from, to) + after,
    highlights: found.filter(([start, end]) => start >= from && end <= to).map(([s, e]) => [s + shift, e + shift]),
  };
}
