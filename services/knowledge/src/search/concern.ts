import { stem } from './stem.ts';
import { isStopWord } from './stop-words.ts';
import { infinitiveOf } from './verbs.ts';
import { wordsOf } from './words.ts';

const MOST_STEMS = 12;

/**
 * What a question is about, whatever its order, endings and filling words: the stems of its telling words, sorted; none
 * where it tells nothing. It asks no article, so that every replica finds the same, today and next year.
 */
export function concernOf(question: string): string[] {
  const stems = new Set<string>();
  let end = 0;
  for (const word of wordsOf(question)) {
    // The parts of a hyphenated word come behind the whole.
    if (word.start < end) continue;
    end = word.end;
    const { folded } = word;
    if (folded.length > 1 && !isStopWord(folded)) stems.add(stem(infinitiveOf(folded) ?? folded));
  }
  return [...stems].slice(0, MOST_STEMS).sort();
}
