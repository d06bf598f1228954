import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { keptQuery } from './kept-query.ts';

describe('what is kept of a query', () => {
  it.each([
    ['Hund anmelden', 'Hund anmelden'],
    ['  Hund \n anmelden\t', 'Hund anmelden'],
    ['Rückruf 02151 86-2351 Hund', 'Rückruf Hund'],
    ['Rückruf (02151) 862351 bitte', 'Rückruf bitte'],
    ['Rückruf +49 (0) 2151/86 23 51', 'Rückruf'],
    ['geboren 12.03.1985 Urkunde', 'geboren Urkunde'],
    ['IBAN DE89 3704 0044 0532 0130 00', 'IBAN DE'],
    ['Hund erika.muster@example.de anmelden', 'Hund anmelden'],
    ['Hund erika @ example.de anmelden', 'Hund anmelden'],
    ['Hund "Erika" <erika@example.de>', 'Hund "Erika"'],
    ['Stand 7K3Q-9F2M?', 'Stand'],
    ['Rückruf ٠٢١٥١٨٦٢', 'Rückruf'],
    ['§ 34 GewO', '§ 34 GewO'],
    ['Wohngeld 2026', 'Wohngeld 2026'],
    ['B-Plan Nr. 12', 'B-Plan Nr. 12'],
    ['Halb\ud800zeichen', 'Halb\ufffdzeichen'],
    ['02151 862351', ''],
    ['', ''],
  ])('%j → %j', (text, kept) => {
    expect(keptQuery(text)).toBe(kept);
  });

  it('is one well-formed line of at most 200 characters without addresses and long numbers, and stays the same', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom(' 02151 862351 ', ' a@b.de ', '4711-08', '+49', '@', '-', '😀'.repeat(60)),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
        const kept = keptQuery(parts.join(''));
        expect(kept.length).toBeLessThanOrEqual(200);
        expect(kept.isWellFormed()).toBe(true);
        expect(kept).not.toMatch(/@|\p{Cc}|\p{Nd}{5}/u);
        expect(keptQuery(kept)).toBe(kept);
      }),
    );
  });
});
