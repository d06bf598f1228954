import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLexicon } from './lexicon.ts';
import { ADMINISTRATIVE_NOUNS } from './nouns.ts';
import { tellingWords } from './telling-words.ts';
import { wordsOf } from './words.ts';

const lexicon = createLexicon();
const naming = wordsOf('Führerschein Geburtsurkunde Urkunde Kfz-Steuer');
lexicon.learn({ all: naming, naming });

/** Each word with the part that determines it, when it is another one. */
const read = (question: string): string =>
  tellingWords(question, 12, lexicon)
    .map(({ folded, determining = folded }) => (determining === folded ? folded : `${folded}<${determining}`))
    .join(' ');

describe('tellingWords', () => {
  it.each([
    ['wie bekomme ich eine Geburtsurkunde', 'geburtsurkunde'],
    ['Sterbeurkunde', 'sterbe urkunde<sterbe'],
    ['Hundesteuerbescheid', 'hund steuer<hund bescheid<hund'],
    ['Ersatzführerschein', 'ersatz<fuhrerschein fuhrerschein'],
    ['Gebührenbescheid', 'gebuhr<bescheid bescheid'],
    ['Angel-Urkunde', 'angel urkunde<angel'],
    ['Kfz-Steuer', 'kfzsteuer kfz steuer'],
    ['Sterbeurk', 'sterbe urk<sterbe'],
    ['Sterbeurk ', 'sterbeurk'],
    ['Sterbeurkunde oder Urkunde', 'sterbe urkunde'],
    ['Urkunde, Sterbeurkunde', 'urkunde sterbe'],
  ])('reads %s', (question, words) => expect(read(question)).toBe(words));

  it('asks for a part of a compound only beside the one that determines it', () => {
    const noun = fc.constantFrom(...ADMINISTRATIVE_NOUNS, 'Angel', 'Tochter');
    const compound = fc.array(noun, { minLength: 1, maxLength: 3 }).map((nouns) => nouns.join(''));
    fc.assert(
      fc.property(fc.array(compound, { maxLength: 12 }), (compounds) => {
        const words = tellingWords(compounds.join(' '), 100, lexicon);
        const folded = words.map((word) => word.folded);
        for (const { determining } of words) if (determining !== undefined) expect(folded).toContain(determining);
      }),
    );
  });
});
