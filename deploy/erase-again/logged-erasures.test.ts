import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import { createErasureReader } from './logged-erasures.ts';

const at = (second: number) => `2026-11-23T09:00:0${second}.000Z`;
/** A line as pino writes it. */
const line = (msg: string, fields: object, second = 1, service = 'tickets') =>
  JSON.stringify({ level: 'info', time: at(second), service, trace_id: 'f00', ...fields, msg });
const ticket = (ticketId: string, why = 'asked', second = 1) =>
  line('ticket erased', { department: 'standesamt', why, ticketId }, second);

function read(lines: string[], since?: string) {
  const reader = createErasureReader(since === undefined ? undefined : Temporal.Instant.from(since));
  lines.forEach((each) => reader.take(each));
  return { ...reader.found(), ...reader.read() };
}

describe('log lines', () => {
  it('say what was erased, each record once', () => {
    const { asked, aged, broken } = read([
      ticket('7K3Q9F2M'),
      ticket('7K3Q9F2M', 'asked', 3),
      line('call erased', { why: 'asked', callId: '01a222b4-54d1-7197-bcb4-74ed108a380b' }, 2, 'call-intake'),
      line('transfer erased', { why: 'asked', transferId: 't-1' }, 2, 'directory'),
      line('mail erased', { why: 'asked', mailId: 'm-1' }, 2, 'notify'),
      line('task erased', { why: 'asked', taskId: 'k-1' }, 2, 'notify'),
      line('mail queued', { template: 'ticket-confirmation', mailId: 'm-2', ticketId: 'T' }, 2, 'notify'),
      line('person erased', { complete: 'true', records: 5 }, 2),
      line('gap erased', { gapId: 'g-1' }, 2, 'knowledge'),
    ]);
    expect(asked).toEqual([
      { kind: 'ticket', id: '7K3Q9F2M' },
      { kind: 'call', id: '01a222b4-54d1-7197-bcb4-74ed108a380b' },
      { kind: 'transfer', id: 't-1' },
      { kind: 'mail', id: 'm-1' },
      { kind: 'task', id: 'k-1' },
    ]);
    expect({ aged, broken }).toEqual({ aged: 0, broken: 0 });
  });

  it('count what went by age apart: it goes again by itself', () => {
    const { asked, aged } = read([ticket('A', 'age'), ticket('A', 'age'), ticket('B', 'age'), ticket('C')]);
    expect({ asked, aged }).toEqual({ asked: [{ kind: 'ticket', id: 'C' }], aged: 2 });
  });

  it('name a report by its place, with the last time it was erased at', () => {
    const report = (second: number) => line('report erased', { why: 'asked', sequence: 17 }, second, 'call-intake');
    expect(read([report(2), report(4), report(3)]).asked).toEqual([{ kind: 'report', id: '17', before: at(4) }]);
  });

  it('name the tickets whose consent was taken back, unless they were erased after all', () => {
    const withdrawn = (ticketId: string) => line('consent withdrawn', { department: 'd', by: 'citizen', ticketId });
    const lines = [withdrawn('A'), withdrawn('B'), withdrawn('C'), withdrawn('A'), ticket('B'), ticket('C', 'age')];
    expect(read(lines).withdrawn).toEqual(['A']);
  });

  it('before --since are left out', () => {
    const lines = [ticket('A', 'asked', 1), ticket('B', 'asked', 2), ticket('C', 'asked', 3)];
    expect(read(lines, at(2)).asked.map(({ id }) => id)).toEqual(['B', 'C']);
    expect(read(lines, '2026-11-23T10:00:03+01:00').asked.map(({ id }) => id)).toEqual(['C']);
  });

  it('of other programs are skipped, cut ones are not, and what was read is counted', () => {
    const { reaches, ...counts } = read([
      '[17] 2026/11/23 10:00:00.000000 [INF] Server is ready',
      '',
      ticket('A', 'asked', 5).slice(0, -4),
      ticket('A', 'asked', 5).slice(0, 5),
      ticket('A', 'asked', 5).slice(40),
      ticket('A', 'asked', 5).slice(-9),
      '{"t":{"$date":"2026-11-23T10:00:00.000+01:00"},"s":"I","msg":"ticket erased"}',
      '"ticket erased"',
      'null',
      line('service is up', { url: 'http://127.0.0.1:8601' }, 4, 'call-intake'),
      ticket('A', 'asked', 3),
      ticket('A', 'asked', 2),
    ]);
    expect(counts).toMatchObject({ lines: 11, skipped: 1, broken: 4, asked: [{ id: 'A' }] });
    expect(Object.fromEntries(reaches)).toEqual({
      'call-intake': { from: at(4), to: at(4) },
      tickets: { from: at(2), to: at(3) },
    });
  });

  it.each(['tickets-1  | ', '\u001b[36mtickets-1  | \u001b[0m', 'tickets-1  | 2026-11-23T09:00:01.5Z ', 'host {1}: '])(
    'behind %j are the same, or said to be not understood',
    (prefix) => {
      const { asked, broken, skipped } = read([`${prefix}${ticket('A')}`, `${prefix}Server is ready`]);
      expect({ asked, broken, skipped }).toEqual(
        prefix.includes('{')
          ? { asked: [], broken: 1, skipped: 1 }
          : { asked: [{ kind: 'ticket', id: 'A' }], broken: 0, skipped: 1 },
      );
    },
  );

  it.each([
    ['no id', line('ticket erased', { why: 'asked' })],
    ['another kind of id', line('ticket erased', { why: 'asked', ticketId: 'a b' })],
    ['no reason', line('call erased', { callId: 'c-1' })],
    ['another reason', line('call erased', { callId: 'c-1', why: 'whim' })],
    ['no ticket', line('consent withdrawn', { by: 'clerk' })],
  ])('that tell of an erasure with %s are not passed over in silence', (_what, text) => {
    expect(read([text])).toMatchObject({ broken: 1, asked: [], withdrawn: [] });
  });
});
