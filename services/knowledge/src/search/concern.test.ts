import { describe, expect, it } from '@jest/globals';
import { concernOf } from './concern.ts';

describe('questions about the same', () => {
  it.each([
    ['Hund anmelden', 'hund anmeldung'],
    ['Hund anmelden', 'Wie kann ich meinen Hund anmelden?'],
    ['Hund anmelden', 'anmelden HUND hund'],
    ['Hund anmelden', 'Ist der Hund angemeldet'],
    ['Gebühren Reisepass', 'gebuehr für den Reisepass'],
    ['B-Plan einsehen', 'bplan einsehen'],
  ])('«%s» and «%s» are one concern', (one, other) => {
    expect(concernOf(one)).not.toEqual([]);
    expect(concernOf(other)).toEqual(concernOf(one));
  });
});

describe('questions about something else', () => {
  it.each([
    ['Hund anmelden', 'Hund abmelden'],
    ['Hund anmelden', 'Hund'],
    ['Parkausweis', 'Personalausweis'],
  ])('«%s» and «%s» are two', (one, other) => {
    expect(concernOf(other)).not.toEqual(concernOf(one));
  });
});

it.each(['', ' \n', 'Wie kann ich das bitte machen', '🐕🐕', '?!', 'x y', 'x'.repeat(61)])(
  '«%s» tells no concern',
  (question) => {
    expect(concernOf(question)).toEqual([]);
  },
);

it('a very long question counts with its first words', () => {
  expect(concernOf(Array.from({ length: 500 }, (_, index) => `wort${index}`).join(' '))).toHaveLength(12);
});
