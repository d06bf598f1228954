import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold } from './fold.ts';
import { isStopWord } from './stop-words.ts';
import { infinitiveOf } from './verbs.ts';
import { wordsOf } from './words.ts';

describe('fold gives one spelling for', () => {
  it.each([
    ['Führerschein', 'Fuehrerschein', 'fuhrerschein'],
    ['Straße', 'STRASSE', 'strasse'],
    ['Ämter', 'Aemter', 'amter'],
    ['Öffnung', 'oeffnung', 'offnung'],
    ['Müll', 'Mu\u0308ll', 'mull'],
    ['Café', 'CAFE', 'cafe'],
  ])('%s and %s', (one, other, folded) => {
    expect([fold(one), fold(other)]).toEqual([folded, folded]);
  });

  it.each(['neue', 'steuer', 'quelle', 'bauen'])('%s, where ue is no umlaut', (word) => {
    expect(fold(word)).toBe(word);
  });
});

describe('wordsOf', () => {
  it('counts a hyphenated word as a whole and in its parts', () => {
    expect(wordsOf('Der B-Plan, i-Kfz').map(({ folded }) => folded)).toEqual(['der', 'bplan', 'plan', 'ikfz', 'kfz']);
  });

  it('says where each word stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const { start, end, written } of wordsOf(text)) expect(text.slice(start, end)).toBe(written);
      }),
    );
  });

  it.each(['', '🐕‍🦺 !?', '\u0000\u202e', '\ud800'])('finds no word in %j', (text) => {
    expect(wordsOf(text)).toEqual([]);
  });

  it('passes over what is too long to be a word', () => {
    expect(wordsOf('x'.repeat(10_000))).toEqual([]);
  });
});

it.each(['ich', 'möchte', 'für', 'müssen'])('%s is a stop word', (word) => expect(isStopWord(fold(word))).toBe(true));
it.each(['anmelden', 'Hund', 'weg'])('%s is none', (word) => expect(isStopWord(fold(word))).toBe(false));

it.each([
  ['umgemeldet', 'ummelden'],
  ['anzumelden', 'anmelden'],
  ['zugelassen', 'zulassen'],
  ['gemeldet', undefined],
  ['angeln', undefined],
])('the infinitive of %s is %s', (word, infinitive) => expect(infinitiveOf(word)).toBe(infinitive));
