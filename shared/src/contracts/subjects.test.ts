import { describe, expect, it } from '@jest/globals';
import {
  type AggregateContract,
  departmentDurable,
  DURABLES,
  EVENTS,
  SERVICES,
  type StreamContract,
  STREAMS,
  streamOf,
} from './index.ts';
import { sampleOf } from './testing/samples.ts';

/** Whether some subject matches both patterns. */
function overlap(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  for (let i = 0; ; i++) {
    const [l, r] = [left[i], right[i]];
    if (l === undefined || r === undefined) return l === r;
    if (l === '>' || r === '>') return true;
    if (l !== '*' && r !== '*' && l !== r) return false;
  }
}

/** Whether every subject that matches `narrow` matches `wide` too. */
function covers(wide: string, narrow: string): boolean {
  const [outer, inner] = [wide.split('.'), narrow.split('.')];
  for (let i = 0; ; i++) {
    const [o, n] = [outer[i], inner[i]];
    if (o === '>') return n !== undefined;
    if (o === undefined || n === undefined) return o === n;
    if (n === '>' || (o !== '*' && o !== n)) return false;
  }
}

const streamSubjects = STREAMS.flatMap(({ name, subjects }) => subjects.map((subject) => ({ name, subject })));
const commands = [...SERVICES.map((service) => `cmd.${service}.*`), 'cmd.*.person.*', 'cmd.dept.*.*', '$SRV.>'];
const live = STREAMS.filter((stream) => stream.live).map(({ subjects }) => `live.${subjects[0]!.split('.')[0]!}.>`);

describe('comparing subjects', () => {
  it.each([
    ['calls.*.*', 'calls.1.opened', true],
    ['calls.*.*', 'calls.1', false],
    ['calls.>', 'calls.*.*', true],
    ['*.*', 'a.b', true],
    ['*.*', 'a.b.c', false],
    ['cmd.dept.*.*', 'cmd.*.take', false],
    ['a.>', 'a', false],
  ])('%s and %s meet: %s', (a, b, meets) => {
    expect(overlap(a, b)).toBe(meets);
    expect(overlap(b, a)).toBe(meets);
  });
});

// JetStream would store the command as an event and answer it itself.
describe.each(commands)('the commands %s', (command) => {
  it.each(streamSubjects)('are not stored by $name as $subject', ({ subject }) => {
    expect(overlap(command, subject)).toBe(false);
  });
});

describe.each(live)('the live feed %s', (feed) => {
  it.each(streamSubjects)('is not stored again by $name as $subject', ({ subject }) => {
    expect(overlap(feed, subject)).toBe(false);
  });
});

describe('streams', () => {
  it('share no subject', () => {
    const shared = streamSubjects.flatMap((a, index) =>
      streamSubjects.slice(index + 1).filter((b) => overlap(a.subject, b.subject)),
    );
    expect(shared).toEqual([]);
  });

  it('have exact shapes: what nobody declared is refused, not stored', () => {
    const open = STREAMS.filter(({ owner }) => owner !== 'server').flatMap(({ subjects }) =>
      subjects.filter((subject) => subject.includes('>')),
    );
    expect(open).toEqual([]);
  });

  it('age out only where there is no personal data', () => {
    const ageing = STREAMS.filter(({ maxAgeSeconds }) => maxAgeSeconds !== undefined);
    expect(ageing.filter(({ kind }) => kind !== 'records' && kind !== 'tries')).toEqual([]);
  });
});

describe.each(EVENTS)('$type', (contract) => {
  const aggregate: AggregateContract = contract.aggregate;
  const stream: StreamContract = streamOf(aggregate.stream);
  const state = sampleOf(contract.type)!.state as never;
  const id = aggregate.idOf(state);
  const subject = aggregate.subject(state, contract.token);

  it('is stored by its stream', () => {
    expect(stream.subjects.some((pattern) => covers(pattern, subject))).toBe(true);
  });

  it('lies under the filter of its aggregate, and of no other', () => {
    expect(covers(aggregate.filter(id), subject)).toBe(true);
    expect(overlap(aggregate.filter('another'), subject)).toBe(aggregate.filter('another') === aggregate.filter(id));
  });

  it('is matched by its pattern', () => {
    expect(covers(contract.subjects, subject)).toBe(true);
  });
});

describe('events', () => {
  it('have names of their own', () => {
    const types = EVENTS.map(({ type }) => type);
    expect(new Set(types).size).toBe(types.length);
  });

  it('have tokens of their own where the subject tells them apart', () => {
    const byEvent = EVENTS.filter(({ aggregate }) => aggregate.subjects.endsWith('>')).map(({ subjects }) => subjects);
    expect(new Set(byEvent).size).toBe(byEvent.length);
  });
});

describe.each([...Object.values(DURABLES), departmentDurable('standesamt')])('the durable $name', (durable) => {
  it.each([...durable.subjects])('gets from its stream %s', (subject) => {
    expect(streamOf(durable.stream).subjects.some((pattern) => overlap(pattern, subject))).toBe(true);
  });
});

it('durables have names of their own in each stream', () => {
  const names = Object.values(DURABLES).map(({ stream, name }) => `${stream} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});
