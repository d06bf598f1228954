import { describe, expect, it } from '@jest/globals';
import { actorMark, contactMark, documentsIn, subjectsOf } from './subjects-of.ts';

const KEY = 'k'.repeat(32);
const names = (asked: unknown[], answer?: unknown) =>
  subjectsOf(asked, answer, KEY).map(({ kind, id }) => `${kind}:${id}`);

describe('what a command or query was about', () => {
  it.each<[string, unknown[], unknown, string[]]>([
    [
      'the ids it names',
      [{ ticketId: '7K3Q9F2M' }, { departmentId: 'standesamt' }],
      {},
      ['ticket:7K3Q9F2M', 'department:standesamt'],
    ],
    ['the ids it made', [{ line: 'hotline' }], { call: { callId: 'c1', agentId: 'anna' } }, ['call:c1']],
    [
      'what a transfer led to',
      [{ callId: 'c1' }, { topicId: 't' }],
      { outcome: 'ticket', transferId: 'x1', ticket: { ticketId: '7K3Q9F2M', pin: '123456' } },
      ['call:c1', 'transfer:x1', 'ticket:7K3Q9F2M'],
    ],
    [
      'whom a list showed',
      [{}],
      { items: [{ ticketId: 'A' }, { ticketId: 'B', callId: 'c1' }] },
      ['ticket:A', 'call:c1', 'ticket:B'],
    ],
    [
      'the people it names, as the sign-in calls them',
      [{ agentId: 'anna.agent' }, { clerkId: 'carl@krefeld.example' }],
      {},
      ['agent:anna.agent', `clerk:${actorMark(KEY, 'carl@krefeld.example')}`],
    ],
    ['each once', [{ callId: 'c1' }], { call: { callId: 'c1' } }, ['call:c1']],
    [
      'the ticket of a number in any spelling',
      [{ display: '7k3q 9f2m', pin: '123456' }],
      { display: '7K3Q-9F2M' },
      ['ticket:7K3Q9F2M'],
    ],
    ['no number that is none', [{ display: 'Erika' }], {}, []],
    ['no words', [{ q: 'Erika', question: 'Wo?', citizen: { name: 'Erika', callId: 'x' } }], { text: 'Erika' }, []],
    ['nothing that is no id', [{ callId: 'Erika Mustermann' }, { ticketId: 7 }, null, 'text', ['callId']], 'text', []],
  ])('is %s', (_what, asked, answer, wanted) => {
    expect(names(asked, answer).sort()).toEqual(wanted.sort());
  });

  it('names a number and an address by what only the key can match', () => {
    const found = names([{ phone: '+492151862164', email: 'erika@example.de' }]);
    expect(found).toEqual([
      `phone:${contactMark(KEY, 'phone', '+492151862164')}`,
      `email:${contactMark(KEY, 'email', 'erika@example.de')}`,
    ]);
    expect(found.join()).not.toMatch(/2164|erika/);
    expect(contactMark('other'.repeat(8), 'phone', '+492151862164')).not.toBe(found[0]!.slice(6));
  });

  it.each(['erika@müller.de', ' Erika@MÜLLER.DE ', 'ERIKA@xn--mller-kva.de'])(
    'marks the address %j like any',
    (email) => {
      expect(names([{ email }])).toEqual([`email:${contactMark(KEY, 'email', 'erika@xn--mller-kva.de')}`]);
    },
  );

  it('is also what is said besides, without words', () => {
    const about = [
      { kind: 'mail', id: 'm1' },
      { kind: 'report', id: '17' },
      { kind: 'ticket', id: 'A' },
      { kind: 'ticket', id: 'Erika Muster' },
    ];
    const found = subjectsOf([{ ticketId: 'A' }], {}, KEY, about).map(({ kind, id }) => `${kind}:${id}`);
    expect(found).toEqual(['ticket:A', 'mail:m1', 'report:17']);
  });

  it('is all that a list showed, however long it is', () => {
    const items = Array.from({ length: 2_000 }, (_, n) => ({ ticketId: `T${n}` }));
    expect(names([], { items })).toHaveLength(2_000);
  });
});

it.each<[unknown, number]>([
  [{ items: [{ callId: 'a' }, { callId: 'b' }] }, 2],
  [{ items: [] }, 0],
  [{ ticket: { ticketId: 'a' } }, 1],
  [{ ticketId: 'a' }, 1],
  [undefined, 0],
])('the documents in %j are %d', (answer, count) => {
  expect(documentsIn(answer)).toHaveLength(count);
});

it.each([
  ['anna.agent', true],
  ['0d2c8f0e-7d5e-4f5c-9a57-0c2b1f0a9f11', true],
  ['anna@example.de', false],
  ['02151770123', false],
  ['Anna Agentin', false],
])('the actor %s stands there as it is: %s', (id, asItIs) => {
  const mark = actorMark(KEY, id);
  expect(mark === id).toBe(asItIs);
  expect(mark).toMatch(/^[A-Za-z0-9._:|-]{1,128}$/);
});
