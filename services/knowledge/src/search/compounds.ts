/** What may stand between two parts of a German compound: Geburt-s-urkunde, Bewohner-park-ausweis, Hund-e-steuer. */
const JOINTS = ['', 's', 'es', 'n', 'en', 'er', 'e', 'ns'];

const SHORTEST_PART = 3;
/** Two short words and nothing less; a part of this length may itself be a compound. */
const SHORTEST_COMPOUND = 7;
const LONGEST_COMPOUND = 45;

/** The parts of a folded compound, and their parts again: Bewohnerparkausweis → bewohner, parkausweis, park, ausweis. */
export function partsOf(word: string, isPart: (candidate: string) => boolean): string[] {
  const parts = splitOf(word, isPart);
  return [...new Set(parts.flatMap((part) => [part, ...partsOf(part, isPart)]))];
}

/**
 * The split of a folded compound with the fewest parts, of those the one with the longest last part, which in German
 * is the noun itself; empty when it cannot be taken apart without a rest. `isPart` is the dictionary.
 */
export function splitOf(word: string, isPart: (candidate: string) => boolean): string[] {
  if (word.length < SHORTEST_COMPOUND || word.length > LONGEST_COMPOUND) return [];
  // upTo[i]: the best split of the first i letters; a joint belongs to the part before it.
  const upTo: (string[] | undefined)[] = [[]];
  for (let end = SHORTEST_PART; end <= word.length; end++) {
    for (let start = 0; start <= end - SHORTEST_PART; start++) {
      const before = upTo[start];
      if (before === undefined || (start === 0 && end === word.length)) continue;
      const part = word.slice(start, end);
      if (!isPart(part)) continue;
      keepShorter(upTo, end, [...before, part]);
      if (end < word.length) {
        for (const joint of JOINTS) {
          if (word.startsWith(joint, end)) keepShorter(upTo, end + joint.length, [...before, part]);
        }
      }
    }
  }
  return upTo[word.length] ?? [];
}

/** The ways to read a compound that is still being typed: a known part, and the beginning of the next one. */
export function openSplitsOf(word: string, isPart: (candidate: string) => boolean): { part: string; begun: string }[] {
  const splits: { part: string; begun: string }[] = [];
  for (let end = word.length - SHORTEST_PART; end > SHORTEST_PART; end--) {
    const part = word.slice(0, end);
    if (!isPart(part)) continue;
    for (const joint of JOINTS) {
      const begun = word.slice(end + joint.length);
      if (word.startsWith(joint, end) && begun.length >= SHORTEST_PART) splits.push({ part, begun });
    }
  }
  return splits;
}

function keepShorter(upTo: (string[] | undefined)[], end: number, parts: string[]): void {
  const known = upTo[end];
  if (known === undefined || parts.length < known.length) upTo[end] = parts;
}
