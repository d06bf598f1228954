import { describe, expect, it } from '@jest/globals';
import { type CityDocument, compare, type Content } from './city-document.ts';

function document(file: string, content: Content): CityDocument {
  return { file, service: 'directory', path: `/${file}`, content };
}

describe('comparing files with a running system', () => {
  it.each<[string, Content, Content, string[]]>([
    ['the same', { name: 'A', topics: [] }, { name: 'A', topics: [] }, []],
    ['the same in another order', { a: 1, b: { c: 1, d: 2 } }, { b: { d: 2, c: 1 }, a: 1 }, []],
    ['nothing and undefined', { lead: undefined }, {}, []],
    ['another value', { name: 'A', hours: 'off' }, { name: 'B', hours: 'off' }, ['name']],
    ['another order of what has one', { closures: [1, 2] }, { closures: [2, 1] }, ['closures']],
    ['a field more', { lead: { name: 'A' } }, {}, ['lead']],
    ['a field less', {}, { lead: { name: 'A' } }, ['lead']],
  ])('%s', (_what, wanted, before, fields) => {
    const running = { ...document('a', before), revision: 3 };
    const { differences, onlyRunning } = compare([document('a', wanted)], [running]);
    expect(onlyRunning).toEqual([]);
    expect(differences.map((difference) => difference.fields)).toEqual(fields.length > 0 ? [fields] : []);
    if (differences[0]) expect(differences[0].before).toBe(running);
  });

  it('tells what only one of them has', () => {
    const { differences, onlyRunning } = compare(
      [document('new', { name: 'A' })],
      [{ ...document('old', { name: 'A' }), revision: 1 }],
    );
    expect(differences).toEqual([{ wanted: document('new', { name: 'A' }), before: undefined, fields: ['name'] }]);
    expect(onlyRunning).toEqual(['old']);
  });
});
