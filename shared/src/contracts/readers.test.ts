import { describe, expect, it } from '@jest/globals';
import { eventSchemas, personalFields } from './json-schema.ts';
import { addressOf, EVENTS, matchesFilter, readersOf, writerOf } from './index.ts';

const event = (type: string) => EVENTS.find((each) => each.type === type)!;

describe('who reads an event', () => {
  it.each([
    ['tickets.>', true],
    ['tickets.*.*.opened', true],
    ['tickets.*.*.*', true],
    ['tickets.*.*.closed', false],
    ['tickets.*.*', false],
    ['calls.>', false],
  ])('TicketOpened goes to a filter %s: %s', (filter, matches) => {
    expect(matchesFilter(event('TicketOpened'), filter)).toBe(matches);
  });

  it.each<[string, string, string[]]>([
    [
      'TransferRequested',
      'call-intake',
      ['call-intake-on-transfer-requested', 'call-intake-view', 'directory-on-transfer-requested'],
    ],
    ['MailQueued', 'notify', ['notify-on-mail-queued', 'notify-view-mails']],
    ['PresenceChanged', 'directory', ['directory-view']],
  ])('%s by %s: %j', (type, writer, readers) => {
    expect(writerOf(event(type))).toBe(writer);
    expect(
      readersOf(event(type))
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(readers);
  });
});

describe('where an event is published', () => {
  it.each([
    ['CallReceived', 'calls.{callId}.received'],
    ['TicketMovedIn', 'tickets.{departmentId}.{ticketId}.moved-in'],
    ['DepartmentChanged', 'directory.department.{departmentId}'],
    ['HotlineChanged', 'directory.hotline.main'],
  ])('%s: %s', (type, address) => {
    expect(addressOf(event(type))).toBe(address);
  });
});

describe('the schemas of events', () => {
  const schemas = eventSchemas();

  it('forbid no fields, since events get new ones', () => {
    expect(JSON.stringify(schemas)).not.toContain('"additionalProperties":false');
  });

  it('name each other', () => {
    expect(schemas['TicketOpened']).toMatchObject({ properties: { ticket: { $ref: '#/components/schemas/Ticket' } } });
    expect(schemas['Ticket']).toMatchObject({ properties: { citizen: { $ref: '#/components/schemas/Citizen' } } });
  });

  it.each<[string, string[]]>([
    ['TransferConnected', ['briefing', 'transfer.briefing', 'transfer.request.citizen']],
    [
      'TicketOpened',
      ['ticket.answer', 'ticket.attempts[].note', 'ticket.citizen', 'ticket.question', 'ticket.subject'],
    ],
    ['DepartmentChanged', []],
    ['TimerDue', []],
  ])('say where %s holds personal data', (type, places) => {
    expect(personalFields(type, schemas)).toEqual(expect.arrayContaining(places));
    if (places.length === 0) expect(personalFields(type, schemas)).toEqual([]);
  });
});
