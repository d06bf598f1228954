/** Scores by slot, in arrays that are used again for every question. */
export function createScores() {
  let total = new Float64Array(0);
  let ofWord = new Float64Array(0);
  let worthOfWord = new Float64Array(0);
  let worth = new Float64Array(0);
  let answered = new Uint8Array(0);
  const touched: number[] = [];
  const touchedByWord: number[] = [];

  return {
    clear(slots: number): void {
      for (const slot of touched) total[slot] = worth[slot] = answered[slot] = 0;
      touched.length = 0;
      if (slots <= total.length) return;
      total = new Float64Array(2 * slots);
      ofWord = new Float64Array(2 * slots);
      worthOfWord = new Float64Array(2 * slots);
      worth = new Float64Array(2 * slots);
      answered = new Uint8Array(2 * slots);
    },
    /** `worthOfTerm` is what the term counts for, wherever in the document it stands. */
    offer(slot: number, score: number, worthOfTerm: number): void {
      if (worthOfTerm > (worthOfWord[slot] ?? 0)) worthOfWord[slot] = worthOfTerm;
      const known = ofWord[slot] ?? 0;
      if (score <= known) return;
      if (known === 0) touchedByWord.push(slot);
      ofWord[slot] = score;
    },
    /** An aspect adds to what other words have found and finds nothing itself. */
    endWord(aspect: boolean): void {
      for (const slot of touchedByWord) {
        const score = ofWord[slot] ?? 0;
        const worthNow = worthOfWord[slot] ?? 0;
        ofWord[slot] = worthOfWord[slot] = 0;
        if (aspect && answered[slot] === 0) continue;
        if (answered[slot] === 0) touched.push(slot);
        total[slot] = (total[slot] ?? 0) + score;
        if (aspect) continue;
        answered[slot] = (answered[slot] ?? 0) + 1;
        worth[slot] = (worth[slot] ?? 0) + worthNow;
      }
      touchedByWord.length = 0;
    },
    /** The best that answer words worth at least `least`. */
    top(most: number, least: number, keyOf: (slot: number) => string, admit: (key: string) => boolean) {
      const best: { key: string; score: number }[] = [];
      for (const slot of touched) {
        if ((worth[slot] ?? 0) < least) continue;
        const score = (total[slot] ?? 0) * (answered[slot] ?? 0);
        if (best.length === most && score < (best.at(-1)?.score ?? 0)) continue;
        const hit = { key: keyOf(slot), score };
        if (!admit(hit.key)) continue;
        const place = best.findIndex((other) => isBetter(hit, other));
        best.splice(place < 0 ? best.length : place, 0, hit);
        if (best.length > most) best.pop();
      }
      return best;
    },
  };
}

/** Equal scores are ordered by key, so that the same question gives the same answer on every replica. */
function isBetter(a: { key: string; score: number }, b: { key: string; score: number }): boolean {
  return a.score > b.score || (a.score === b.score && a.key < b.key);
}
