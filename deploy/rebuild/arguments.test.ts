import { describe, expect, it } from '@jest/globals';
import { readServices } from './arguments.ts';

describe('the command line of rebuild', () => {
  it.each([
    [['tickets'], ['tickets']],
    [
      ['tickets', 'notify', 'tickets'],
      ['tickets', 'notify'],
    ],
  ])('%j', (words, services) => {
    expect(readServices(words)).toEqual({ services, help: false });
  });

  it('shows help', () => {
    expect(readServices(['--help'])).toEqual({ services: [], help: true });
  });

  it.each([
    [[], 'Name the service whose view is to be made anew: call-intake, knowledge, tickets, notify, directory.'],
    [['desk'], 'There is no service desk: name one of call-intake, knowledge, tickets, notify, directory.'],
    [['--fast'], '--fast is not understood: see npm run rebuild -- --help.'],
  ])('refuses %j', (words, sentence) => {
    expect(() => readServices(words)).toThrow(sentence);
  });
});
