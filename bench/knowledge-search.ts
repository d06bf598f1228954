/**
 * How long the knowledge search takes in process, at 1,000 and 10,000 generated articles (or the sizes given as
 * arguments). Prints a table; the budget is p99 < 5 ms at 10,000.
 */
import { performance } from 'node:perf_hooks';
import { ADMINISTRATIVE_NOUNS } from '../services/knowledge/src/search/nouns.ts';
import { createSearchIndex, type SearchableArticle } from '../services/knowledge/src/search/search-index.ts';

const SEARCHES = 5_000;
const WORDS_PER_BODY = 70;
const VERBS =
  'beantragen melden anmelden abmelden ändern verlängern bestellen abholen einsehen erklären anzeigen'.split(' ');
const FILLERS = 'Sie die der das bitte nicht mit bei für und oder wird werden muss kann innerhalb Wochen Termin'.split(
  ' ',
);

/** A small seeded generator: the same articles and questions in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = createRandom(20261123);
const NOUNS = [...ADMINISTRATIVE_NOUNS].map((noun) => noun.charAt(0).toUpperCase() + noun.slice(1));
const one = (from: readonly string[]): string => from[Math.floor(random() * from.length)] ?? '';
/** The first words are taken far more often than the last, as in any text. */
const oneByZipf = (from: readonly string[]): string => from[Math.floor(from.length ** random()) - 1] ?? '';
const COMPOUNDS = Array.from({ length: 20_000 }, () => one(NOUNS) + oneByZipf(NOUNS).toLowerCase());

function generatedArticle(number: number): SearchableArticle {
  const subject = random() < 0.7 ? one(COMPOUNDS) : oneByZipf(NOUNS);
  const word = (): string => {
    const kind = random();
    return kind < 0.4 ? one(FILLERS) : kind < 0.75 ? oneByZipf(NOUNS) : kind < 0.85 ? one(VERBS) : oneByZipf(COMPOUNDS);
  };
  return {
    articleId: `article-${number}`,
    title: `${subject} ${one(VERBS)}`,
    keywords: Array.from({ length: 6 }, () => (random() < 0.5 ? oneByZipf(NOUNS) : one(COMPOUNDS))),
    body: `${Array.from({ length: WORDS_PER_BODY }, word).join(' ')}.`,
    topicId: `topic-${number % 700}`,
    departmentId: `department-${number % 40}`,
    documents: ['Personalausweis', 'Antrag'],
    fees: 'gebührenfrei',
    audience: 'public',
    language: 'de',
    revision: 1,
  };
}

function withSlip(word: string): string {
  const at = 1 + Math.floor(random() * Math.max(1, word.length - 2));
  return word.slice(0, at) + word.slice(at + 1);
}

/** What is typed, of every kind in equal parts. */
const KINDS: Record<string, () => string> = {
  'a question': () => `Wie kann ich ${one(COMPOUNDS)} ${one(VERBS)} und brauche ich ${oneByZipf(NOUNS)}?`,
  'one frequent word': () => `${NOUNS.slice(0, 20)[Math.floor(random() * 20)]} `,
  'two words': () => `${oneByZipf(NOUNS)} ${one(VERBS)} `,
  'a word being typed': () => one(COMPOUNDS).slice(0, 3 + Math.floor(random() * 6)),
  'a typing slip': () => `${withSlip(one(COMPOUNDS))} ${one(VERBS)} `,
  'an unknown compound': () => `${one(NOUNS)}${one(NOUNS).toLowerCase()} `,
  'a long question': () => Array.from({ length: 12 }, () => oneByZipf(NOUNS)).join(' '),
};

function percentile(sorted: readonly number[], share: number): string {
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2);
}

function measure(articles: number): void {
  const generated = Array.from({ length: articles }, (_, number) => generatedArticle(number));
  const memoryBefore = process.memoryUsage().rss;
  const index = createSearchIndex();
  const buildFrom = performance.now();
  for (const article of generated) index.put(article);
  index.refresh();
  const buildMs = performance.now() - buildFrom;

  const byKind: Record<string, number[]> = {};
  const all: number[] = [];
  const kinds = Object.entries(KINDS);
  const search = (q: string): number => {
    const from = performance.now();
    index.search({ q, audience: 'internal', on: '2026-11-23' });
    return performance.now() - from;
  };
  for (let i = 0; i < 500; i++) search(kinds[i % kinds.length]?.[1]() ?? '');
  for (let i = 0; i < SEARCHES; i++) {
    const [kind, question] = kinds[i % kinds.length] ?? ['', () => ''];
    const took = search(question());
    (byKind[kind] ??= []).push(took);
    all.push(took);
  }
  const updates = Array.from({ length: 50 }, (_, i) => {
    const from = performance.now();
    index.put({ ...generatedArticle(i), revision: 2 });
    index.refresh();
    return performance.now() - from;
  });

  const megabytes = Math.round((process.memoryUsage().rss - memoryBefore) / 2 ** 20);
  console.log(`\n${articles} articles: built in ${Math.round(buildMs)} ms, ${megabytes} MB more resident`);
  const row = (times: number[]) => {
    const sorted = times.toSorted((a, b) => a - b);
    return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
  };
  console.table({
    ...Object.fromEntries(Object.entries(byKind).map(([kind, times]) => [kind, row(times)])),
    'all searches': row(all),
    'one update': row(updates),
  });
}

const sizes = process.argv.slice(2).map(Number);
for (const size of sizes.length > 0 ? sizes : [1_000, 10_000]) measure(size);
