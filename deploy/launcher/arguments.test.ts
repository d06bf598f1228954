import { describe, expect, it } from '@jest/globals';
import { readArguments, type Scale } from './arguments.ts';

describe('the command line', () => {
  it.each<[string[], Scale]>([
    [[], {}],
    [['--scale', 'tickets=2'], { tickets: 2 }],
    [['--scale=tickets=2', '--scale', 'call-intake=3'], { tickets: 2, 'call-intake': 3 }],
    [['--scale', 'tickets=1'], { tickets: 1 }],
    [['--scale', 'desk=2'], { desk: 2 }],
  ])('%j scales to %j', (words, scale) => {
    expect(readArguments(words)).toEqual({ scale, help: false });
  });

  it.each([
    [
      ['--scale', 'desks=2'],
      '--scale desks=2 names no service: use one of desk, call-intake, knowledge, tickets, notify, directory, like --scale tickets=2.',
    ],
    [['--scale', 'tickets'], '--scale tickets must end with a number from 1 to 9, like --scale tickets=2.'],
    [['--scale', 'tickets=0'], '--scale tickets=0 must end with a number from 1 to 9, like --scale tickets=2.'],
    [['--scale', 'tickets=1e3'], '--scale tickets=1e3 must end with a number from 1 to 9, like --scale tickets=2.'],
    [['--only', 'tickets'], '--only tickets is not understood: see npm start -- --help.'],
    [['tickets'], 'tickets is not understood: see npm start -- --help.'],
  ])('%j is refused', (words, message) => {
    expect(() => readArguments(words)).toThrow(message);
  });
});
