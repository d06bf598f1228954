import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anySpelling } from './spelling.ts';

const finds = (q: string, text: string) => new RegExp(anySpelling(q), 'i').test(text);
const apart = (text: string) => text.normalize('NFD');

describe('looking for a text', () => {
  it.each([
    ['Führerschein', 'Führerschein umtauschen'],
    [apart('Führerschein'), 'Führerschein umtauschen'],
    ['Führerschein', apart('Führerschein umtauschen')],
    ['fuehrerschein', 'Führerschein umtauschen'],
    ['FUHRERSCHEIN', 'Führerschein umtauschen'],
    ['führerschein', 'FUEHRERSCHEIN'],
    ['ÄMTER', 'Welche ämter?'],
    ['straße', 'Marktstrasse 3'],
    ['STRASSE', 'Marktstraße 3'],
    ['neue', 'neue Urkunde'],
    ['é', apart('Café')],
    [apart('Café'), 'CAFÉ'],
    ['(100 %)', 'Falschparker (100 %)'],
  ])('«%s» finds «%s»', (q, text) => {
    expect(finds(q, text)).toBe(true);
  });

  it.each([
    ['.*', 'Führerschein'],
    ['führer', 'Fahrer'],
    ['é', 'Cafe'],
    ['massen', 'Maßstab'],
  ])('«%s» does not find «%s»', (q, text) => {
    expect(finds(q, text)).toBe(false);
  });

  it('finds every text by each of its parts, whichever way either is composed', () => {
    const text = fc.string({ unit: fc.constantFrom(...'aeouäöüÄÖÜßsSéÉñ .*+?^$()[]{}|\\/-x') });
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), (whole, from, length) => {
        const part = whole.slice(from, from + length);
        for (const q of [part, apart(part)])
          for (const kept of [whole, apart(whole)]) expect(finds(q, kept)).toBe(true);
      }),
    );
  });
});
