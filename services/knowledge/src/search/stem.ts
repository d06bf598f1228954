import snowball from 'snowball-stemmers';

const german = snowball.newStemmer('german');
const known = new Map<string, string>();
const MOST_KNOWN = 200_000;

/** The Snowball stem of a folded German word. Stems are remembered: texts repeat their words. */
export function stem(folded: string): string {
  let result = known.get(folded);
  if (result === undefined) {
    result = german.stem(folded);
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(folded, result);
  }
  return result;
}
