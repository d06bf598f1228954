import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { partsOf, splitOf } from './compounds.ts';
import { fold } from './fold.ts';
import { ADMINISTRATIVE_NOUNS } from './nouns.ts';

const isPart = (word: string): boolean => ADMINISTRATIVE_NOUNS.has(word);

describe('splitOf', () => {
  it.each([
    ['Kinderreisepass', 'kind reise pass'],
    ['Geburtsurkunde', 'geburt urkunde'],
    ['Hundesteuerxyz', ''],
    ['Hundesteuerbescheid', 'hund steuer bescheid'],
    ['Wohnungsgeberbescheinigung', 'wohnungsgeber bescheinigung'],
    ['Straßenreinigungsgebühr', 'strasse reinigung gebuhr'],
    ['Bußgeldstelle', 'bussgeld stelle'],
    ['Ausweis', ''],
    ['anmelden', ''],
  ])('takes %s apart', (word, parts) => {
    expect(splitOf(fold(word), isPart).join(' ')).toBe(parts);
  });

  it('never takes a word apart into itself, and leaves no rest but joints', () => {
    const noun = fc.constantFrom(...ADMINISTRATIVE_NOUNS);
    fc.assert(
      fc.property(fc.array(noun, { minLength: 1, maxLength: 3 }), (nouns) => {
        const word = nouns.join('s');
        const split = splitOf(word, isPart);
        expect(split).not.toContain(word);
        const rest = split.reduce((left, part) => left.slice(left.indexOf(part) + part.length), word);
        if (split.length > 0) expect(['', 's', 'es', 'n', 'en', 'er', 'e', 'ns']).toContain(rest);
      }),
    );
  });

  it('stays quick on a word made to be ambiguous', () => {
    expect(splitOf('e'.repeat(60), isPart)).toEqual([]);
    expect(splitOf('amt'.repeat(15), isPart)).toHaveLength(15);
  });
});

it('partsOf also gives the parts of parts', () => {
  const dictionary = new Set(['bewohner', 'parkausweis', 'park', 'ausweis']);
  const parts = partsOf('bewohnerparkausweis', (word) => dictionary.has(word));
  expect(parts).toEqual(['bewohner', 'parkausweis', 'park', 'ausweis']);
});
