import { isAskingWord } from './asking-words.ts';
import { openSplitsOf } from './compounds.ts';
import type { Lexicon } from './lexicon.ts';
import { isStopWord } from './stop-words.ts';
import { wordsOf, type Word } from './words.ts';

/** A word that carries the concern; `unfinished` when the caller's words may go on in it. */
export interface TellingWord extends Word {
  readonly unfinished: boolean;
  /** For a part of a compound that no article knows: the part that determines it, itself for that part. */
  readonly determining?: string;
}

/** The first `most` words that carry the concern. A compound that no article knows is asked for by its parts. */
export function tellingWords(question: string, most: number, lexicon: Lexicon): TellingWord[] {
  const telling = new Map<string, TellingWord>();
  for (const [whole, ...hyphenated] of written(question)) {
    const isLast = whole.end === question.length;
    const parts = lexicon.vocabulary.has(whole.folded) ? [] : partsIn(whole, hyphenated, isLast, lexicon);
    const determining = determiningPart(parts, lexicon);
    const words = parts.length > 0 ? parts : [whole, ...hyphenated].map(({ folded }) => folded);
    words.forEach((folded, index) => {
      const unfinished = isLast && index === words.length - 1;
      const known = telling.get(folded);
      // A word asked for by itself counts for more than the same in a compound.
      const counts = known === undefined || (isDetermined(known) && (determining ?? folded) === folded);
      if (counts && isTelling(folded)) telling.set(folded, { ...whole, folded, unfinished, determining });
    });
  }
  return [...telling.values()].slice(0, most);
}

/** Whether a word is a part of a compound that another part determines. */
export function isDetermined({ folded, determining = folded }: TellingWord): boolean {
  return determining !== folded;
}

/** The words of a question, each with its own parts behind it when it is hyphenated. */
function written(question: string): [Word, ...Word[]][] {
  const words: [Word, ...Word[]][] = [];
  for (const word of wordsOf(question)) {
    const before = words.at(-1);
    if (before?.[0].start === word.start) before.push(word);
    else words.push([word]);
  }
  return words;
}

/** The parts of a compound, the last one perhaps still being typed; none for a simple word. */
function partsIn({ folded }: Word, hyphenated: readonly Word[], isLast: boolean, lexicon: Lexicon): readonly string[] {
  const split = lexicon.splitOf(folded);
  if (split.length > 0) return split;
  if (hyphenated.length > 0) return hyphenated.map((part) => part.folded);
  const completes = (beginning: string): boolean => lexicon.vocabulary.startingWith(beginning, 1).length > 0;
  if (!isLast || completes(folded)) return [];
  const open = openSplitsOf(folded, (part) => lexicon.isNoun(part)).find(({ begun }) => completes(begun));
  return open === undefined ? [] : [open.part, open.begun];
}

/**
 * What a compound is about: its first part, as a Sterbe|urkunde is not just any Urkunde; but its last part, where the
 * articles know that as a compound of its own (Ersatz|führerschein).
 */
function determiningPart(parts: readonly string[], lexicon: Lexicon): string | undefined {
  const last = parts.at(-1) ?? '';
  if (lexicon.vocabulary.has(last) && lexicon.splitOf(last).length > 0) return last;
  const telling = parts.filter(isTelling);
  return telling.find((part) => !isAskingWord(part)) ?? telling[0];
}

function isTelling(folded: string): boolean {
  return folded.length > 1 && !isStopWord(folded);
}
