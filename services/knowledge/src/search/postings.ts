import type { QuestionWord } from './question.ts';
import { createScores } from './scores.ts';

/** Which documents hold which terms, and how strongly; answers questions by BM25 with the work per question bounded. */
export interface Postings {
  /** Takes in a document under a key not yet taken; `impacts` says how much it is about each term. */
  add(key: string, impacts: ReadonlyMap<string, number>): void;
  remove(key: string): void;
  /** The documents that hold the term. */
  keysWith(term: string): string[];
  /**
   * The `most` best documents, best first: a document counts a word once, by its best term, and gains by every further
   * word it answers. One that answers too little of the question is no answer. A word of no document
   * says nothing; the parts of a compound that it determines count as asked, and no document answers them.
   */
  best(words: readonly QuestionWord[], most: number, admit: (key: string) => boolean): { key: string; score: number }[];
}

interface TermPostings {
  readonly slots: number[];
  readonly impacts: number[];
}

/** How soon more of the same word stops to count; the usual value for BM25. */
const SATURATION = 1.2;
/** So many postings are looked at for one question; beyond that only the rarer terms of a word count. */
const WORK = 120_000;

/** How much a part of a compound counts beside the part that determines it. */
const DETERMINED = 0.3;

/** So much of what the question's words are worth a document must answer; else it is about something else. */
const LEAST_SHARE = 0.5;

export function createPostings(): Postings {
  const byTerm = new Map<string, TermPostings>();
  const keys: (string | undefined)[] = [];
  const slotOf = new Map<string, number>();
  const termsIn: (readonly string[])[] = [];
  const free: number[] = [];
  const scores = createScores();

  function idf(documents: number): number {
    return Math.log(1 + (slotOf.size - documents + 0.5) / (documents + 0.5));
  }

  /** The terms of a word that exist, rarest first, as many as fit into the work; the rarest always. */
  function affordable(word: ReadonlyMap<string, number>, work: number): { term: TermPostings; weight: number }[] {
    const existing = [...word].flatMap(([name, weight]) => {
      const term = byTerm.get(name);
      return term === undefined ? [] : [{ term, weight }];
    });
    existing.sort((a, b) => a.term.slots.length - b.term.slots.length);
    let left = work;
    return existing.filter(({ term }, index) => (left -= term.slots.length) >= 0 || index === 0);
  }

  return {
    add(key, impacts) {
      const slot = free.pop() ?? keys.length;
      keys[slot] = key;
      slotOf.set(key, slot);
      termsIn[slot] = [...impacts.keys()];
      for (const [name, impact] of impacts) {
        let term = byTerm.get(name);
        if (term === undefined) byTerm.set(name, (term = { slots: [], impacts: [] }));
        term.slots.push(slot);
        term.impacts.push(impact);
      }
    },
    remove(key) {
      const slot = slotOf.get(key);
      if (slot === undefined) return;
      for (const name of termsIn[slot] ?? []) {
        const term = byTerm.get(name);
        if (term === undefined) continue;
        dropSlot(term, slot);
        if (term.slots.length === 0) byTerm.delete(name);
      }
      slotOf.delete(key);
      keys[slot] = undefined;
      termsIn[slot] = [];
      free.push(slot);
    },
    keysWith: (term) => (byTerm.get(term)?.slots ?? []).flatMap((slot) => keys[slot] ?? []),
    best(words, most, admit) {
      scores.clear(keys.length);
      let full = 0;
      const unanswered = new Set<string>();
      const concernsFirst = words.toSorted((a, b) => Number(a.aspect) - Number(b.aspect));
      for (const { folded, terms, aspect, determinedBy = folded } of concernsFirst) {
        const found = affordable(terms, WORK / words.length);
        // A word of no article says nothing against those that other words find: callers tell more than they ask.
        if (found.length === 0) {
          unanswered.add(folded);
          continue;
        }
        const rarest = Math.max(...found.map((each) => each.weight * idf(each.term.slots.length)));
        // An Urkunde is no Sterbeurkunde: what the compound is worth stays unanswered.
        if (unanswered.has(determinedBy)) {
          full += rarest;
          continue;
        }
        const counts = determinedBy === folded ? 1 : DETERMINED;
        const closest = Math.max(...found.map(({ weight }) => weight));
        for (const { term, weight } of found) {
          const rare = counts * weight * idf(term.slots.length) * (SATURATION + 1);
          const worth = (rarest * weight) / closest;
          for (let i = 0; i < term.slots.length; i++) {
            const impact = term.impacts[i] ?? 0;
            scores.offer(term.slots[i] ?? 0, (rare * impact) / (SATURATION + impact), worth);
          }
        }
        scores.endWord(aspect);
        if (!aspect) full += rarest;
      }
      return scores.top(most, LEAST_SHARE * full, (slot) => keys[slot] ?? '', admit);
    },
  };
}

/** The order of postings says nothing, so the last one fills the gap. */
function dropSlot(term: TermPostings, slot: number): void {
  const at = term.slots.indexOf(slot);
  const lastSlot = term.slots.pop();
  const lastImpact = term.impacts.pop();
  if (at < 0 || at === term.slots.length || lastSlot === undefined || lastImpact === undefined) return;
  term.slots[at] = lastSlot;
  term.impacts[at] = lastImpact;
}
