import { editDistance } from './edit-distance.ts';

/** The words of all articles, folded: which there are, which begin so, which one was probably meant. */
export interface Vocabulary {
  /** Counts one article's word, with the way it was written. */
  add(folded: string, written: string): void;
  /** Takes back one `add`. */
  remove(folded: string): void;
  has(folded: string): boolean;
  /** How the articles write a folded word, umlauts and capitals included. */
  written(folded: string): string;
  /** The most frequent words with this beginning (three letters or more), without the beginning itself. */
  startingWith(beginning: string, most: number): string[];
  /** The likeliest word within one or two typing slips, or undefined. */
  nearest(folded: string): string | undefined;
  words(): Iterable<string>;
}

interface Entry {
  count: number;
  written: string;
}

const BEGINNING = 3;
const SHORTEST_TO_CORRECT = 4;
const LONGEST_TO_CORRECT = 40;
const TWO_SLIPS_FROM = 8;

export function createVocabulary(): Vocabulary {
  const entries = new Map<string, Entry>();
  const byBeginning = new Map<string, Set<string>>();
  const byShape = new Map<string, Set<string>>();

  const count = (folded: string): number => entries.get(folded)?.count ?? 0;
  const oftener = (a: string, b: string): number => count(b) - count(a) || (a < b ? -1 : 1);

  function closest(folded: string, shapes: string[], most: number): string | undefined {
    const byDistance: string[][] = Array.from({ length: most + 1 }, () => []);
    for (const shape of shapes) {
      for (const word of byShape.get(shape) ?? []) byDistance[editDistance(folded, word, most)]?.push(word);
    }
    return byDistance.find((words) => words.length > 0)?.sort(oftener)[0];
  }

  return {
    add(folded, written) {
      const entry = entries.get(folded);
      if (entry !== undefined) {
        entry.count += 1;
        // Code-unit order prefers small letters, which only a word that is no noun is ever written with, and umlauts.
        if (written > entry.written) entry.written = written;
        return;
      }
      entries.set(folded, { count: 1, written });
      group(byBeginning, folded.slice(0, BEGINNING)).add(folded);
      group(byShape, shapeOf(folded, folded.length)).add(folded);
    },
    remove(folded) {
      const entry = entries.get(folded);
      if (entry === undefined) return;
      entry.count -= 1;
      if (entry.count > 0) return;
      entries.delete(folded);
      ungroup(byBeginning, folded.slice(0, BEGINNING), folded);
      ungroup(byShape, shapeOf(folded, folded.length), folded);
    },
    has: (folded) => entries.has(folded),
    written: (folded) => entries.get(folded)?.written ?? folded,
    startingWith(beginning, most) {
      if (beginning.length < BEGINNING) return [];
      const group = byBeginning.get(beginning.slice(0, BEGINNING)) ?? [];
      const found: string[] = [];
      for (const word of group) if (word.length > beginning.length && word.startsWith(beginning)) found.push(word);
      return found.sort(oftener).slice(0, most);
    },
    nearest(folded) {
      if (folded.length < SHORTEST_TO_CORRECT || folded.length > LONGEST_TO_CORRECT) return undefined;
      const most = folded.length >= TWO_SLIPS_FROM ? 2 : 1;
      const lengths = lengthsAround(folded.length, most);
      const sameFirstLetter = lengths.map((length) => shapeOf(folded, length));
      // A slip in the first letter is rare and costs a look at far more words: one slip at most.
      const anyFirstLetter = (): string[] => {
        const near = new Set(lengthsAround(folded.length, 1).map(String));
        return [...byShape.keys()].filter((shape) => near.has(shape.slice(1)));
      };
      return closest(folded, sameFirstLetter, most) ?? closest(folded, anyFirstLetter(), 1);
    },
    words: () => entries.keys(),
  };
}

/** First letter and length: words that a slip or two apart share, or nearly. */
function shapeOf(folded: string, length: number): string {
  return `${folded.charAt(0)}${length}`;
}

function lengthsAround(length: number, distance: number): number[] {
  return Array.from({ length: 2 * distance + 1 }, (_, i) => length - distance + i);
}

function group(groups: Map<string, Set<string>>, key: string): Set<string> {
  let members = groups.get(key);
  if (members === undefined) groups.set(key, (members = new Set()));
  return members;
}

function ungroup(groups: Map<string, Set<string>>, key: string, member: string): void {
  const members = groups.get(key);
  members?.delete(member);
  if (members?.size === 0) groups.delete(key);
}
