import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { readAudit } from './arguments.ts';

const hash = 'q0Vb0Vw6m1y0yI3m5wq1dT2b8c4x9Zk7LrPnQsUaEfg';

describe('the command line of audit', () => {
  it.each([
    [['verify'], { does: 'verify', saved: [] }],
    [['verify', '--anchor', `12:${hash}`], { does: 'verify', saved: [], anchor: { number: 12, hash } }],
    [['verify', '--saved', 'a', '--saved', 'b'], { does: 'verify', saved: ['a', 'b'] }],
    [['save', 'audit.jsonl'], { does: 'save', file: 'audit.jsonl' }],
    [
      ['list', '--whose', 'ticket:7K3Q9F2M', '--saved', 'a'],
      { does: 'list', saved: ['a'], whose: { kind: 'ticket', id: '7K3Q9F2M' } },
    ],
    [
      ['list', '--who', 'agent:anna.agent', '--since', '2026-11-01'],
      {
        does: 'list',
        saved: [],
        who: { kind: 'agent', id: 'anna.agent' },
        since: Temporal.Instant.from('2026-11-01T00:00:00Z'),
      },
    ],
    [
      ['list', '--until', '2026-11-23T10:00:00+01:00'],
      { does: 'list', saved: [], until: Temporal.Instant.from('2026-11-23T09:00:00Z') },
    ],
    [
      ['list', '--whose', 'phone:02151 86-2164'],
      { does: 'list', saved: [], whose: { kind: 'phone', id: '02151 86-2164' } },
    ],
    [['--help'], { does: 'help' }],
  ])('%j', (words, wanted) => {
    expect(readAudit(words)).toEqual(wanted);
  });

  it.each([
    [[], 'Nothing is not understood'],
    [['check'], 'check is not understood'],
    [['verify', '--who', 'agent:anna'], 'is not understood'],
    [['verify', 'tickets'], 'is not understood'],
    [['verify', '--anchor', '12'], '--anchor takes number and hash'],
    [['save'], 'Name the file'],
    [['save', 'a', 'b'], 'is not understood'],
    [['save', 'a', '--since', '2026-11-01'], 'is not understood'],
    [['list', '--saved', 'a'], 'Say whose data, who, or since when'],
    [['list'], 'Say whose data, who, or since when'],
    [['list', '--whose', '7K3Q9F2M'], '--whose takes a kind and an id'],
    [['list', '--since', 'yesterday'], '--since takes a day or a time'],
    [['list', '--fast'], 'is not understood'],
  ])('refuses %j', (words, sentence) => {
    expect(() => readAudit(words)).toThrow(sentence);
  });
});
