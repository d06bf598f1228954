import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createSearchIndex, type SearchableArticle } from './search-index.ts';

function article(articleId: string, about: Partial<SearchableArticle> = {}): SearchableArticle {
  return {
    articleId,
    title: articleId,
    body: 'Ein Text.',
    keywords: [],
    topicId: 'thema',
    departmentId: 'amt',
    audience: 'public',
    language: 'de',
    revision: 1,
    ...about,
  };
}

function indexOf(...articles: SearchableArticle[]) {
  const index = createSearchIndex();
  for (const each of articles) index.put(each);
  return index;
}

const ids = (index: ReturnType<typeof createSearchIndex>, q: string, more = {}) =>
  index.search({ q, ...more }).hits.map(({ articleId }) => articleId);

const ausweis = article('ausweis', {
  title: 'Personalausweis beantragen',
  body: 'Der Ausweis kommt nach drei Wochen.',
});
const hund = article('hund', { title: 'Hund anmelden', body: 'Für die Hundesteuer.', keywords: ['Hundemarke'] });
const auto = article('auto', { title: 'Fahrzeug verlängern', keywords: ['Führerschein'], departmentId: 'strasse' });

describe('a search finds', () => {
  const index = indexOf(ausweis, hund, auto);

  it.each([
    ['the word itself', 'Personalausweis', 'ausweis'],
    ['a part of a compound', 'ausweis ', 'ausweis'],
    ['an unknown compound of known parts', 'Hundeanmeldung', 'hund'],
    ['another form of the word', 'Fahrzeuge', 'auto'],
    ['a noun made of the verb', 'Verlängerung', 'auto'],
    ['a participle', 'angemeldet', 'hund'],
    ['a word without its umlaut', 'fuehrerschein', 'auto'],
    ['a decomposed umlaut', 'Fu\u0308hrerschein', 'auto'],
    ['a word being typed', 'Personalau', 'ausweis'],
    ['an unknown compound being typed', 'Hundeanmeldu', 'hund'],
    ['a typing slip', 'Persnalausweis', 'ausweis'],
  ])('%s', (_what, q, articleId) => expect(ids(index, q)[0]).toBe(articleId));

  it('says how it understood a slip, and only then', () => {
    expect(index.search({ q: 'mein fürerschein?' }).corrected).toBe('mein Führerschein?');
    expect(index.search({ q: 'Führerschein' })).not.toHaveProperty('corrected');
  });

  it('answers with what the interface promises', () => {
    const until = article('bis', { title: 'Sperrmüll', body: 'Der Sperrmüll wird geholt.', validUntil: '2026-12-31' });
    expect(indexOf(until).search({ q: 'Sperrmüll' }).hits).toEqual([
      {
        articleId: 'bis',
        title: 'Sperrmüll',
        snippet: 'Der Sperrmüll wird geholt.',
        highlights: [[4, 13]],
        score: expect.any(Number),
        topicId: 'thema',
        departmentId: 'amt',
        validUntil: '2026-12-31',
      },
    ]);
  });
});

describe('a search finds nothing, without fuss, for', () => {
  const index = indexOf(ausweis, hund, auto);
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['stop words', 'Wie kann ich das bitte machen'],
    ['emoji', '🐕🐕‍🦺🇩🇪'],
    ['10,000 letters', 'x'.repeat(10_000)],
    ['10,000 emoji', '🤷'.repeat(5_000)],
    ['a word of no article', 'Quastenflosser'],
    ['controls and lone surrogates', '\u0000\u202e\ud800'],
    ['an expression', '.*(a+)+$ {"$gt": ""} __proto__ constructor'],
  ])('%s', (_what, q) => expect(index.search({ q })).toEqual({ hits: [] }));

  it('anything at all, in an empty index', () =>
    expect(createSearchIndex().search({ q: 'Hund' })).toEqual({ hits: [] }));

  it('never throws, whatever is typed', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 500 }), fc.string({ unit: 'grapheme' }));
    fc.assert(fc.property(anything, (q) => expect(index.search({ q }).hits.length).toBeLessThanOrEqual(3)));
  });
});

describe('a search keeps to', () => {
  const internal = article('intern', { title: 'Hund, nur für die Hotline', audience: 'internal' });
  const english = article('dog', { title: 'Hund: register a dog', language: 'en', departmentId: 'strasse' });
  const until = article('alt', { title: 'Hund im Jahr 2026', validUntil: '2026-12-31', departmentId: 'alt' });
  const index = indexOf(hund, internal, english, until);

  it.each([
    ['what the public may read, when nothing is said', {}, ['alt', 'dog', 'hund']],
    ['everything for agents', { audience: 'internal' }, ['alt', 'dog', 'hund', 'intern']],
    ['what is valid on its last day', { on: '2026-12-31' }, ['alt', 'dog', 'hund']],
    ['what is valid the day after', { on: '2027-01-01' }, ['dog', 'hund']],
    ['one language', { lang: 'en' }, ['dog']],
    ['one department', { departmentId: 'amt', audience: 'internal' }, ['hund', 'intern']],
  ])('%s', (_what, request, expected) => expect(ids(index, 'Hund', request).sort()).toEqual(expected));

  it.each([
    [1, 1],
    [0, 1],
    [1_000, 4],
  ])('a limit of %s with %s hits', (limit, hits) => {
    expect(ids(index, 'Hund', { limit, audience: 'internal' })).toHaveLength(hits);
  });
});

describe('updates', () => {
  it('replace an article, by revision', () => {
    const index = indexOf(hund);
    index.put({ ...hund, title: 'Katze anmelden', body: 'Neu.', keywords: [], revision: 3 });
    index.put({ ...hund, revision: 2 });
    expect([ids(index, 'Katze'), ids(index, 'Hund'), index.size]).toEqual([['hund'], [], 1]);
  });

  it('take an article out, and an earlier revision that comes later stays out', () => {
    const index = indexOf(hund);
    index.remove('hund', 2);
    index.put({ ...hund, revision: 2 });
    expect([ids(index, 'Hund'), index.size]).toEqual([[], 0]);
    index.put({ ...hund, revision: 3 });
    index.remove('hund', 2);
    expect(ids(index, 'Hund')).toEqual(['hund']);
  });

  it('of one article change how the compounds of others are taken apart', () => {
    const index = indexOf(article('eins', { title: 'Ausweisäffchen' }));
    expect(ids(index, 'Äffchen ')).toEqual([]);
    index.put(article('zwei', { title: 'Äffchen' }));
    expect(ids(index, 'Äffchen ')).toEqual(['zwei', 'eins']);
    index.remove('zwei');
    expect(ids(index, 'Äffchen ')).toEqual([]);
  });

  it('may come doubled and in any order, looked at in between or not: the answers are the same', () => {
    const changes = [
      (index: ReturnType<typeof createSearchIndex>) => index.put(ausweis),
      (index: ReturnType<typeof createSearchIndex>) => index.put({ ...ausweis, title: 'Reisepass', revision: 2 }),
      (index: ReturnType<typeof createSearchIndex>) => index.put(hund),
      (index: ReturnType<typeof createSearchIndex>) => index.remove('hund', 2),
      (index: ReturnType<typeof createSearchIndex>) => index.put(auto),
      (index: ReturnType<typeof createSearchIndex>) => index.put(article('marke', { title: 'Reisehundemarke' })),
      (index: ReturnType<typeof createSearchIndex>) => index.refresh(),
    ];
    const asked = ['Reisepass', 'Hund', 'Ausweis', 'Marke ', 'reisen', 'Fahrzeg'];
    const answers = (order: readonly number[]) => {
      const index = createSearchIndex();
      for (const at of order) changes[at]?.(index);
      return asked.map((q) => index.search({ q }));
    };
    const inOrder = answers([...changes.keys()]);
    const anyOrder = fc.shuffledSubarray([...changes.keys(), ...changes.keys()], { minLength: 2 * changes.length });
    fc.assert(fc.property(anyOrder, (order) => expect(answers(order)).toEqual(inOrder)));
  });
});
