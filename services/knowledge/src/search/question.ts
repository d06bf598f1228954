import { isAskingWord } from './asking-words.ts';
import { openSplitsOf } from './compounds.ts';
import type { Lexicon } from './lexicon.ts';
import { infinitiveOf } from './verbs.ts';
import { partTerm } from './terms.ts';
import { stem } from './stem.ts';
import { isDetermined, tellingWords, type TellingWord } from './telling-words.ts';
import type { Word } from './words.ts';

/** A telling word: the index terms it is answered by, and how much each counts (1 is the word itself). */
export interface QuestionWord {
  readonly folded: string;
  readonly terms: ReadonlyMap<string, number>;
  /** What is asked about a concern, not the concern: tells apart articles that other words have found. */
  readonly aspect: boolean;
  /** For an aspect out of a compound that no article knows: the word that determines it, without which it says nothing. */
  readonly determinedBy?: string;
}

/** What a caller's words ask the index for. */
export interface Question {
  readonly words: readonly QuestionWord[];
  /** The question with its typing slips put right; only when there were any. */
  readonly corrected?: string;
}

const WEIGHT = {
  aspect: 0.1,
  inCompound: 0.6,
  part: 0.5,
  completion: 0.6,
  related: 0.7,
  infinitive: 0.9,
  correction: 0.9,
};
const LONGEST_QUESTION = 400;
const MOST_WORDS = 12;
const MOST_CORRECTIONS = 4;
const MOST_COMPLETIONS = 12;
const FEW_COMPLETIONS = 3;
const MOST_RELATED = 6;
const SHORTEST_RELATED_STEM = 5;

/** Reads a question. Everything past 400 characters or twelve telling words is left out; no telling word, no words. */
export function understand(text: string, lexicon: Lexicon): Question {
  const question = text.slice(0, LONGEST_QUESTION).toWellFormed();
  const corrections: Correction[] = [];
  const telling = tellingWords(question, MOST_WORDS, lexicon);
  // Someone who types nothing but "anmelden" wants to see what can be done so.
  const hasConcern = telling.some((word) => !isDetermined(word) && !isAskingWord(word.folded));
  const words = telling.map((word): QuestionWord => {
    const terms = new Map<string, number>();
    const want: Want = (term, weight) => {
      if ((terms.get(term) ?? 0) < weight) terms.set(term, weight);
    };
    const { folded, determining } = word;
    const asks = hasConcern && isAskingWord(folded);
    if (asks) expand(folded, WEIGHT.aspect, lexicon, want);
    else corrections.push(...seek(word, corrections.length < MOST_CORRECTIONS, lexicon, want));
    return isDetermined(word)
      ? { folded, terms, aspect: true, determinedBy: determining }
      : { folded, terms, aspect: asks };
  });
  return { words, corrected: corrections.length > 0 ? correct(question, corrections) : undefined };
}

interface Correction {
  readonly word: Word;
  readonly meant: string;
}

type Want = (term: string, weight: number) => void;

/** All that may answer a word, and how it was corrected for that. */
function seek(word: TellingWord, mayCorrect: boolean, lexicon: Lexicon, want: Want): Correction[] {
  const { folded, unfinished, determining } = word;
  // What determines a compound must be meant itself: the Sperr in Sperrmüll has nothing to do with sperren.
  if (folded === determining) wantNoun(folded, 1, want);
  else expand(folded, 1, lexicon, want);
  const isClear = (unfinished && complete(folded, lexicon, want)) || isKnown(folded, lexicon);
  return isClear || !mayCorrect ? [] : guess(word, lexicon, want);
}

/** What a word being typed may become; false when nothing begins so. */
function complete(beginning: string, lexicon: Lexicon, want: Want): boolean {
  const completions = lexicon.vocabulary.startingWith(beginning, MOST_COMPLETIONS);
  for (const completion of completions) {
    // A nearly finished word has few completions; only then are their own relations worth looking at.
    if (completions.length <= FEW_COMPLETIONS) expand(completion, WEIGHT.completion, lexicon, want);
    else want(stem(completion), WEIGHT.completion);
  }
  return completions.length > 0;
}

/** A word nobody has heard of: a typing slip, or else at least a known word at its beginning (Hunde|dings). */
function guess(word: Word, lexicon: Lexicon, want: Want): Correction[] {
  const meant = lexicon.vocabulary.nearest(word.folded);
  if (meant !== undefined) {
    expand(meant, WEIGHT.correction, lexicon, want);
    return [{ word, meant: lexicon.vocabulary.written(meant) }];
  }
  const [beginning] = openSplitsOf(word.folded, (part) => lexicon.isNoun(part));
  if (beginning !== undefined) expand(beginning.part, WEIGHT.part, lexicon, want);
  return [];
}

/** The word itself, compounds with it, its own parts, its infinitive, and words that begin with its stem. */
function expand(folded: string, weight: number, lexicon: Lexicon, want: Want): void {
  wantNoun(folded, weight, want);
  for (const related of relatedTo(folded, lexicon)) want(stem(related), weight * WEIGHT.related);
  for (const part of lexicon.partsOf(folded)) {
    wantNoun(part, weight * WEIGHT.part, want);
    for (const related of relatedTo(part, lexicon)) want(stem(related), weight * WEIGHT.part * WEIGHT.related);
  }
  const infinitive = infinitiveOf(folded);
  if (infinitive !== undefined && isKnown(infinitive, lexicon)) want(stem(infinitive), weight * WEIGHT.infinitive);
}

/** The word itself and compounds with it. */
function wantNoun(folded: string, weight: number, want: Want): void {
  want(stem(folded), weight);
  want(partTerm(folded), weight * WEIGHT.inCompound);
}

/** verlängern has another stem than Verlängerung, but its stem begins it. */
function relatedTo(folded: string, { vocabulary }: Lexicon): string[] {
  const begin = stem(folded);
  return begin.length < SHORTEST_RELATED_STEM ? [] : vocabulary.startingWith(begin, MOST_RELATED);
}

function isKnown(folded: string, lexicon: Lexicon): boolean {
  const { vocabulary } = lexicon;
  const infinitive = infinitiveOf(folded);
  return (
    vocabulary.has(folded) ||
    vocabulary.has(stem(folded)) ||
    lexicon.isNoun(folded) ||
    lexicon.isNoun(stem(folded)) ||
    lexicon.partsOf(folded).length > 0 ||
    relatedTo(folded, lexicon).length > 0 ||
    (infinitive !== undefined && vocabulary.has(infinitive))
  );
}

function correct(question: string, corrections: readonly Correction[]): string {
  let corrected = '';
  let from = 0;
  for (const { word, meant } of corrections.toSorted((a, b) => a.word.start - b.word.start)) {
    if (word.start < from) continue;
    corrected += question.slice(from, word.start) + meant;
    from = word.end;
  }
  return corrected + question.slice(from);
}
