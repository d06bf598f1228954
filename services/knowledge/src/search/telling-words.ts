import { openSplitsOf } from './compounds.ts';
import type { Lexicon } from './lexicon.ts';
import { isStopWord } from './stop-words.ts';
import { wordsOf, type Word } from './words.ts';

/** A word that carries the concern; `unfinished` when the caller's words may go on in it. */
export interface TellingWord extends Word {
  readonly unfinished: boolean;
}

/** The first `most` words that carry the concern. A compound that no article knows is asked for by its parts. */
export function tellingWords(question: string, most: number, lexicon: Lexicon): TellingWord[] {
  const telling = new Map<string, TellingWord>();
  for (const word of wordsOf(question)) {
    const isLast = word.end === question.length;
    const parts = lexicon.vocabulary.has(word.folded) ? [word.folded] : simpler(word.folded, isLast, lexicon);
    parts.forEach((folded, index) => {
      const unfinished = isLast && index === parts.length - 1;
      if (folded.length < 2 || isStopWord(folded) || telling.has(folded)) return;
      telling.set(folded, { ...word, folded, unfinished });
    });
  }
  return [...telling.values()].slice(0, most);
}

function simpler(folded: string, isLast: boolean, lexicon: Lexicon): readonly string[] {
  const split = lexicon.splitOf(folded);
  if (split.length > 0) return split;
  const completes = (beginning: string): boolean => lexicon.vocabulary.startingWith(beginning, 1).length > 0;
  if (!isLast || completes(folded)) return [folded];
  const open = openSplitsOf(folded, (part) => lexicon.isNoun(part)).find(({ begun }) => completes(begun));
  return open === undefined ? [folded] : [open.part, open.begun];
}
