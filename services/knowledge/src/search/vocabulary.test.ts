import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { editDistance } from './edit-distance.ts';
import { createVocabulary } from './vocabulary.ts';

/** The textbook table, slow and plain: the second opinion. */
function fullDistance(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => Array.from({ length: b.length + 1 }, (_, j) => i + j));
  const at = (i: number, j: number): number => table[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      table[i]![j] = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped);
    }
  }
  return at(a.length, b.length);
}

describe('editDistance', () => {
  it('agrees with the full table up to the limit', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 9 });
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
        expect(editDistance(a, b, most)).toBe(Math.min(fullDistance(a, b), most + 1));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a vocabulary', () => {
  const words = ['Personalausweis', 'Reisepass', 'Wohngeld', 'Pass', 'Passfoto', 'Führerschein'];
  const vocabulary = createVocabulary();
  for (const word of words) vocabulary.add(word.toLowerCase().replace('ü', 'u'), word);
  vocabulary.add('passfoto', 'Passfoto');

  it.each([
    ['personalauweis', 'personalausweis'],
    ['presonalausweis', 'personalausweis'],
    ['wohngelt', 'wohngeld'],
    ['eisepass', 'reisepass'],
    ['fureschein', 'fuhrerschein'],
    ['pas', undefined],
    ['passwortes', undefined],
    ['x'.repeat(5_000), undefined],
  ])('takes %s for %s', (typed, meant) => expect(vocabulary.nearest(typed)).toBe(meant));

  it('completes with the most frequent words first', () => {
    expect(vocabulary.startingWith('pas', 5)).toEqual(['passfoto', 'pass']);
    expect(vocabulary.startingWith('pa', 5)).toEqual([]);
  });

  it('writes words as the articles do', () => expect(vocabulary.written('fuhrerschein')).toBe('Führerschein'));

  it('forgets a word when its last article has gone', () => {
    vocabulary.remove('passfoto');
    expect(vocabulary.has('passfoto')).toBe(true);
    vocabulary.remove('passfoto');
    expect(vocabulary.has('passfoto')).toBe(false);
    expect(vocabulary.startingWith('passf', 5)).toEqual([]);
    expect(vocabulary.nearest('pasfoto')).toBeUndefined();
  });
});
