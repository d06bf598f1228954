import { partsOf, splitOf } from './compounds.ts';
import { ADMINISTRATIVE_NOUNS } from './nouns.ts';
import { createVocabulary, type Vocabulary } from './vocabulary.ts';
import type { Word } from './words.ts';

/** What the index knows about words. */
export interface Lexicon {
  readonly vocabulary: Vocabulary;
  isNoun(folded: string): boolean;
  /** The parts of a compound and their parts again. */
  partsOf(folded: string): readonly string[];
  /** A compound in as few parts as possible; empty for a simple word. */
  splitOf(folded: string): readonly string[];
}

/** The words of one article: all of them, and those of title and keywords, which may be parts of compounds. */
export interface ArticleWords {
  readonly all: readonly Word[];
  readonly naming: readonly Word[];
}

/** The same, learned from the articles as they come and go. */
export interface LearningLexicon extends Lexicon {
  learn(words: ArticleWords): void;
  forget(words: ArticleWords): void;
  /** The known words whose parts have changed since the last call, because a word to take them apart by came or went. */
  changedCompounds(): string[];
}

const SHORTEST_NOUN = 4;
/** With so many changes it is cheaper to take every word apart anew than to look for the changes in it. */
const MANY = 100;

export function createLexicon(): LearningLexicon {
  const vocabulary = createVocabulary();
  const nouns = new Map<string, number>();
  const splits = new Map<string, readonly string[]>();
  const changedNouns = new Set<string>();

  const isNoun = (folded: string): boolean => ADMINISTRATIVE_NOUNS.has(folded) || nouns.has(folded);

  return {
    vocabulary,
    isNoun,
    splitOf: (folded) => splitOf(folded, isNoun),
    partsOf: (folded) => splits.get(folded) ?? partsOf(folded, isNoun),
    learn({ all, naming }) {
      for (const word of distinct(all)) {
        vocabulary.add(word.folded, word.written);
      }
      for (const { folded } of distinct(naming)) {
        if (folded.length < SHORTEST_NOUN) continue;
        const count = nouns.get(folded) ?? 0;
        nouns.set(folded, count + 1);
        if (count === 0 && !ADMINISTRATIVE_NOUNS.has(folded)) changedNouns.add(folded);
      }
    },
    forget({ all, naming }) {
      for (const { folded } of distinct(all)) {
        vocabulary.remove(folded);
        if (!vocabulary.has(folded)) splits.delete(folded);
      }
      for (const { folded } of distinct(naming)) {
        const count = nouns.get(folded) ?? 0;
        if (count > 1) nouns.set(folded, count - 1);
        else if (nouns.delete(folded) && !ADMINISTRATIVE_NOUNS.has(folded)) changedNouns.add(folded);
      }
    },
    changedCompounds() {
      const mayDiffer = (word: string): boolean =>
        changedNouns.size > MANY || [...changedNouns].some((noun) => word.includes(noun));
      const changed: string[] = [];
      for (const word of vocabulary.words()) {
        const known = splits.get(word);
        if (known !== undefined && !mayDiffer(word)) continue;
        const parts = partsOf(word, isNoun);
        splits.set(word, parts);
        if (known !== undefined && known.join() !== parts.join()) changed.push(word);
      }
      changedNouns.clear();
      return changed;
    },
  };
}

function distinct(words: readonly Word[]): Word[] {
  return [...new Map(words.map((word) => [word.folded, word])).values()];
}
