import { expect, it } from '@jest/globals';
import { unknownOf } from './unknown-records.ts';

const asked = {
  phone: '+492151770123',
  ticketIds: ['T1', 'T2'],
  callIds: ['c1', 'c2'],
  records: [
    { kind: 'mail', id: 'm1' },
    { kind: 'report', id: '7', before: '2026-11-23T10:00:00Z' },
  ],
} as const;

it.each([
  ['nothing was named', { phone: '+492151770123' }, [], [], []],
  ['nothing is there', asked, [], [], ['ticket T1', 'ticket T2', 'call c1', 'call c2', 'mail m1', 'report 7']],
  [
    'some of it is there',
    asked,
    [
      { kind: 'ticket', id: 'T2' },
      { kind: 'call', id: 'c1' },
      { kind: 'mail', id: 'm1' },
      { kind: 'task', id: 'another' },
    ],
    [],
    ['ticket T1', 'call c2', 'report 7'],
  ],
  ['somebody of another kind has the id', { ticketIds: ['7'] }, [{ kind: 'report', id: '7' }], [], ['ticket 7']],
  ['call-intake and notify did not answer', asked, [], ['call-intake', 'notify'], ['ticket T1', 'ticket T2']],
] as const)('where %s', (_what, person, found, pending, expected) => {
  const query = structuredClone(person) as Parameters<typeof unknownOf>[0];
  expect(unknownOf(query, { found, pending }).map(({ kind, id }) => `${kind} ${id}`)).toEqual(expected);
});
