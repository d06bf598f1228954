import { describe, expect, it } from '@jest/globals';
import { Temporal } from '../time/index.ts';
import { answersRingingCall } from './ringing-call.ts';

const now = Temporal.Instant.from('2026-11-23T09:10:00Z');
const anna = { type: 'agent', id: 'anna' } as const;
const ringing = { state: 'ringing' };
const answered = (by: string, at: string) => ({ state: 'answered', agentId: by, answeredAt: at });
const justNow = answered('anna', '2026-11-23T10:08:30+01:00');
const phone = { phone: '+492151862164' };

it.each([
  ['agent', true],
  ['frontend', true],
  ['clerk', false],
  ['editor', false],
  ['department', false],
  ['citizen', false],
] as const)('a ringing call is shown to a %s without waiting: %s', (type, exempt) => {
  const asked = { operation: 'call-intake.call', query: {}, actor: { type, id: 'x' } };
  expect(answersRingingCall(asked, { call: ringing }, now)).toBe(exempt);
});

describe('shown without waiting for the record', () => {
  it.each<[string, string, object, unknown, boolean]>([
    ['a call that rings', 'call-intake.call', {}, { call: ringing }, true],
    ['a call just answered', 'call-intake.call', {}, { call: justNow }, true],
    ['a call another agent just answered', 'call-intake.call', {}, { call: { ...justNow, agentId: 'bert' } }, false],
    [
      'a call answered a while ago',
      'call-intake.call',
      {},
      { call: answered('anna', '2026-11-23T10:07:59+01:00') },
      false,
    ],
    ['a call that is over', 'call-intake.call', {}, { call: { ...justNow, state: 'ended' } }, false],
    ['the calls of a number that rings', 'call-intake.calls', phone, { items: [ringing, { state: 'ended' }] }, true],
    ['what is known of it', 'call-intake.caller', phone, { calls: { items: [ringing] } }, true],
    [
      'what is known of one that another agent just answered',
      'call-intake.caller',
      phone,
      { calls: { items: [{ ...justNow, agentId: 'bert' }] } },
      false,
    ],
    ['the calls of a number that does not', 'call-intake.calls', phone, { items: [{ state: 'ended' }] }, false],
    ['all calls that ring', 'call-intake.calls', { state: 'ringing' }, { items: [ringing] }, false],
    ['a ticket', 'tickets.show-ticket', {}, { ticket: { state: 'ringing' } }, false],
    ['a list of tickets of a number', 'tickets.list-tickets', phone, { items: [ringing] }, false],
    ['nothing', 'call-intake.call', {}, undefined, false],
  ])('%s', (_what, operation, query, body, exempt) => {
    expect(answersRingingCall({ operation, query: { ...query }, actor: anna }, body, now)).toBe(exempt);
  });
});
