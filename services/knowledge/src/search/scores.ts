/** Scores by slot, in arrays that are used again for every question. */
export function createScores() {
  let total = new Float64Array(0);
  let ofWord = new Float64Array(0);
  let answered = new Uint8Array(0);
  const touched: number[] = [];
  const touchedByWord: number[] = [];

  return {
    clear(slots: number): void {
      for (const slot of touched) total[slot] = answered[slot] = 0;
      touched.length = 0;
      if (slots <= total.length) return;
      total = new Float64Array(2 * slots);
      ofWord = new Float64Array(2 * slots);
      answered = new Uint8Array(2 * slots);
    },
    offer(slot: number, score: number): void {
      const known = ofWord[slot] ?? 0;
      if (score <= known) return;
      if (known === 0) touchedByWord.push(slot);
      ofWord[slot] = score;
    },
    endWord(): void {
      for (const slot of touchedByWord) {
        if (answered[slot] === 0) touched.push(slot);
        answered[slot] = (answered[slot] ?? 0) + 1;
        total[slot] = (total[slot] ?? 0) + (ofWord[slot] ?? 0);
        ofWord[slot] = 0;
      }
      touchedByWord.length = 0;
    },
    top(most: number, keyOf: (slot: number) => string, admit: (key: string) => boolean) {
      const best: { key: string; score: number }[] = [];
      for (const slot of touched) {
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
