import { describe, expect, it } from '@jest/globals';
import { SERVICES } from '@serviceportal/shared/contracts';
import { readReconcile } from './arguments.ts';

describe('the command line of reconcile', () => {
  it.each([
    [[], { services: SERVICES, repair: false, dead: false, help: false }],
    [['tickets', 'tickets', '--repair'], { services: ['tickets'], repair: true, dead: false, help: false }],
    [
      ['--again', 'tickets-view:12'],
      { services: [], repair: false, dead: false, again: { durable: 'tickets-view', sequence: 12 }, help: false },
    ],
    [['--dead'], { services: SERVICES, repair: false, dead: true, help: false }],
    [['--remake', 'TICKETS'], { services: [], repair: false, dead: false, remake: ['TICKETS'], help: false }],
    [
      ['--remake', 'CALLS', 'TRANSFERS', 'CALLS'],
      { services: [], repair: false, dead: false, remake: ['CALLS', 'TRANSFERS'], help: false },
    ],
    [['--remake', 'all'], { services: [], repair: false, dead: false, remake: 'all', help: false }],
  ])('%j', (words, wanted) => {
    expect(readReconcile(words)).toEqual(wanted);
  });

  it.each([
    [['desk'], 'There is no service desk: name one of call-intake, knowledge, tickets, notify, directory.'],
    [['--remake', 'INTAKE'], 'The database has no copy of INTAKE: name one of CALLS, '],
    [['--remake', 'TICKETS', '--repair'], '--remake takes streams and nothing else'],
    [['--remake', 'CALLS', 'all'], 'The database has no copy of all: name one of CALLS, '],
    [['--remake', 'TICKETS', '--again', 'tickets-view:12'], '--remake takes streams and nothing else'],
    [['--remake'], '--remake is not understood'],
    [['--again', 'tickets-view'], '--again takes a durable and a sequence, like '],
    [['--fast'], '--fast is not understood: see npm run reconcile -- --help.'],
  ])('refuses %j', (words, sentence) => {
    expect(() => readReconcile(words)).toThrow(sentence);
  });
});
