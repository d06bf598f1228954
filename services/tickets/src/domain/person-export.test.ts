import { describe, expect, it } from '@jest/globals';
import type { ExportedEvent } from '@serviceportal/shared/contracts';
import { recordsOf } from './person-export.ts';

const event = (id: string, type: string, changed: Record<string, unknown>): ExportedEvent => {
  return {
    kind: type.startsWith('Call') ? 'call' : 'ticket',
    id,
    type,
    at: '2026-11-23T10:00:00+01:00',
    by: 'agent:anna',
    changed,
  };
};

describe('the records of a person', () => {
  it('are as the last change left each field, tickets first, with all that happened', () => {
    const records = recordsOf([
      event('c', 'CallReceived', { state: 'ringing', citizen: { phone: '+4921515550100' } }),
      event('t', 'TicketOpened', { state: 'open', subject: 'Urkunde', assignee: 'carl', 'event.origin': 'call' }),
      event('c', 'CallEnded', { state: 'ended' }),
      event('t', 'TicketReturned', { assignee: null }),
    ]);
    expect(records.map(({ kind, now }) => [kind, now])).toEqual([
      ['ticket', { state: 'open', subject: 'Urkunde' }],
      ['call', { state: 'ended', citizen: { phone: '+4921515550100' } }],
    ]);
    expect(records[0]!.events.map(({ type }) => type)).toEqual(['TicketOpened', 'TicketReturned']);
  });

  it('are none where nothing is known', () => {
    expect(recordsOf([])).toEqual([]);
  });
});
