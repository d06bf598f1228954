import type { ArticleWords, Lexicon } from './lexicon.ts';
import { plainText } from './plain-text.ts';
import type { SearchableArticle } from './searchable-article.ts';
import { isStopWord } from './stop-words.ts';
import { termsOf } from './terms.ts';
import { wordsOf, type Word } from './words.ts';

interface Field {
  readonly text: (article: SearchableArticle) => string;
  /** How much a word says about the article when it stands here. */
  readonly weight: number;
  /** A usual length in words: in a longer text of the kind each word says less, in a shorter one more. */
  readonly length: number;
}

const TITLE: Field = { text: ({ title }) => title, weight: 4, length: 3 };
const KEYWORDS: Field = { text: ({ keywords }) => keywords.join('\n'), weight: 3, length: 18 };
const BODY: Field = { text: ({ body }) => plainText(body), weight: 1, length: 90 };
const DETAILS: Field = {
  text: ({ fees, documents }) => [fees ?? '', ...(documents ?? [])].join('\n'),
  weight: 0.5,
  length: 15,
};
const FIELDS = [TITLE, KEYWORDS, BODY, DETAILS];

/** How strongly a field's length tells; BM25's b. Fixed usual lengths keep an article's impacts its own. */
const LENGTH_EFFECT = 0.5;

/** The words of an article that are worth looking for. */
export function articleWords(article: SearchableArticle): ArticleWords {
  return {
    all: FIELDS.flatMap((field) => tellingWords(field, article)),
    naming: [...tellingWords(TITLE, article), ...tellingWords(KEYWORDS, article)],
  };
}

/** How much an article is about each of its terms. */
export function articleImpacts(article: SearchableArticle, lexicon: Lexicon): Map<string, number> {
  const impacts = new Map<string, number>();
  for (const field of FIELDS) {
    const words = tellingWords(field, article);
    const impact = field.weight / (1 - LENGTH_EFFECT + (LENGTH_EFFECT * words.length) / field.length);
    for (const { folded } of words) {
      for (const term of termsOf(folded, lexicon.partsOf(folded))) {
        impacts.set(term, (impacts.get(term) ?? 0) + impact);
      }
    }
  }
  return impacts;
}

function tellingWords(field: Field, article: SearchableArticle): Word[] {
  return wordsOf(field.text(article)).filter(({ folded }) => folded.length > 1 && !isStopWord(folded));
}
