import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { plainText } from './plain-text.ts';
import { snippetOf } from './snippet.ts';

const highlighted = (markdown: string, wanted: string[]) => {
  const { text, highlights } = snippetOf(markdown, (folded) => wanted.indexOf(folded));
  return { text, marked: highlights.map(([start, end]) => text.slice(start, end)) };
};

describe('plainText', () => {
  it.each([
    ['## Gebühren\nKostet **nichts**.', 'Gebühren\nKostet nichts.'],
    ['- eins\n- zwei\n', 'eins\nzwei'],
    ['Siehe [das Portal](https://example.org/a_b) und `eVB`.', 'Siehe das Portal und eVB.'],
    ['> Beispiel\n> weiter', 'Beispiel weiter'],
    ['a_b_c bleibt', 'a_b_c bleibt'],
    ['', ''],
  ])('reads %j', (markdown, text) => expect(plainText(markdown)).toBe(text));
});

it.each(['*', '[', '`', '_', '<https:', '![](', '**a '])('a text full of %s is read in one go', (mark) => {
  expect(typeof plainText(mark.repeat(20_000))).toBe('string');
});

describe('a snippet', () => {
  const body =
    'Der Ausweis wird persönlich beantragt. \n\n## Fristen\nDer Pass gilt zehn Jahre. Ein **Pass** für Kinder gilt kürzer.';

  it('is the sentence that answers most words of the question', () => {
    expect(highlighted(body, ['pass', 'kinder'])).toEqual({
      text: 'Ein Pass für Kinder gilt kürzer.',
      marked: ['Pass', 'Kinder'],
    });
  });

  it('is the first sentence when only the title answered', () => {
    expect(highlighted(body, [])).toEqual({ text: 'Der Ausweis wird persönlich beantragt.', marked: [] });
  });

  it('is cut at words around the first highlight, which stays right', () => {
    const long = `${'viele Wörter '.repeat(40)}und dann der Pass ${'noch mehr '.repeat(40)}`;
    const { text, marked } = highlighted(long, ['pass']);
    expect(text.length).toBeLessThanOrEqual(226);
    expect(text).toMatch(/^… .* …$/);
    expect(marked).toEqual(['Pass']);
  });

  it('keeps its highlights on words whatever the text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('pass', 'Pass.', '**pass**', '# x', '\n', '- ', 'ein', '🐕'), { maxLength: 200 }),
        (parts) => {
          const { marked } = highlighted(parts.join(' '), ['pass']);
          expect(new Set(marked.map((word) => word.toLowerCase()))).toEqual(new Set(marked.length > 0 ? ['pass'] : []));
        },
      ),
    );
  });
});
