import { describe, expect, it } from '@jest/globals';
import { tellsOf } from './report-text.ts';

describe('a report that nobody could read', () => {
  const person = { phone: '+4921515550199', email: 'erika@example.org' };

  it.each([
    ['{"from":"+4921515550199"}', true],
    ['{"from":"02151 / 555 01-99", "line"', true],
    ['from=0049 (2151) 5550199', true],
    ['{"mail":"Erika@Example.org"}', true],
    ['{"from":"02151 555 0198"}', false],
    ['{"n":"2151555", "m":"0199"}', false],
    ['', false],
  ])('%s tells of the person: %s', (text, tells) => {
    expect(tellsOf(text, person)).toBe(tells);
  });

  it('tells of nobody where nothing is asked', () => {
    expect(tellsOf('+4921515550199', {})).toBe(false);
  });
});
