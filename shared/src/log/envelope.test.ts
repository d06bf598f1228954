import { describe, expect, it } from '@jest/globals';
import { TicketOpened } from '../contracts/index.ts';
import { readFixture } from '../contracts/testing/fixtures.ts';
import type { Permanent } from '../errors.ts';
import { dataAs, decodeEnvelope, derivedUuid, eventIdFor, nameable } from './envelope.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const example = () => JSON.parse(new TextDecoder().decode(readFixture('ticket-opened.v1.json'))) as Example;
type Example = { data: { ticket: { citizen: { name: unknown } } } & Record<string, unknown> } & Record<string, unknown>;

function failure(work: () => unknown): Permanent {
  try {
    work();
  } catch (cause) {
    return cause as Permanent;
  }
  throw new Error('nothing was thrown');
}

describe('an envelope', () => {
  it.each<[string, Uint8Array, string]>([
    ['no JSON', bytes('Erika Mustermann'), 'bad-json'],
    ['half a JSON', bytes('{"specversion":"1.0"'), 'bad-json'],
    ['nothing', bytes(''), 'bad-json'],
    ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 'bad-json'],
    ['a list', bytes('[]'), 'bad-envelope'],
    ['null', bytes('null'), 'bad-envelope'],
    ['another version', bytes(JSON.stringify({ ...example(), specversion: '2.0' })), 'bad-envelope'],
    ['no id', bytes(JSON.stringify({ ...example(), id: undefined })), 'bad-envelope'],
    ['a time that is none', bytes(JSON.stringify({ ...example(), time: 'yesterday' })), 'bad-envelope'],
    ['data that is a text', bytes(JSON.stringify({ ...example(), data: 'x' })), 'bad-envelope'],
  ])('that is %s is given up', (_, content, reason) => {
    expect(failure(() => decodeEnvelope(content))).toMatchObject({ name: 'Permanent', reason });
  });

  it('is given up with the place in the schema, never with what stood there', () => {
    const broken = example();
    broken.data.ticket.citizen.name = { first: 'Erika', last: 'Mustermann' };
    const permanent = failure(() => dataAs(TicketOpened, decodeEnvelope(bytes(JSON.stringify(broken)))));
    expect(permanent).toMatchObject({ reason: 'bad-data', message: 'ticket.citizen.name: invalid_type' });
    const { message, cause } = failure(() => decodeEnvelope(bytes('Erika Mustermann')));
    expect(`${message} ${String(cause)}`).not.toContain('Erika');
  });

  it('of another version of the event is given up', () => {
    const newer = { ...example(), dataschema: 'urn:serviceportal:event:TicketOpened:2' };
    const permanent = failure(() => dataAs(TicketOpened, decodeEnvelope(bytes(JSON.stringify(newer)))));
    expect(permanent).toMatchObject({ reason: 'unknown-version' });
    expect(permanent.message).toContain('TicketOpened:2');
  });

  it('keeps the fields it does not know', () => {
    const newer = example();
    newer.data['colour'] = 'red';
    newer.data.ticket = { ...newer.data.ticket, mood: 'calm' } as never;
    const data = dataAs(TicketOpened, decodeEnvelope(bytes(JSON.stringify(newer))));
    expect(data).toMatchObject({ colour: 'red', ticket: { mood: 'calm' } });
  });
});

it.each([
  ['TicketOpened', 'TicketOpened'],
  ['urn:serviceportal:event:TicketOpened:2', 'urn:serviceportal:event:TicketOpened:2'],
  ['Erika Mustermann', '(not a name)'],
  ['x'.repeat(200), '(not a name)'],
])('«%s» is shown as %s', (name, shown) => {
  expect(nameable(name)).toBe(shown);
});

describe('derived ids', () => {
  it('are UUIDs of version 8, the same for ever', () => {
    expect(derivedUuid('serviceportal')).toBe('c4b1098e-2581-83fc-82d0-c0ad48c6a4ae');
    expect(derivedUuid('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('differ by aggregate, id, cause and place among events stored together', () => {
    const ids = [
      eventIdFor('a', 'b', 'c'),
      eventIdFor('a', 'b', 'd'),
      eventIdFor('a', 'd', 'c'),
      eventIdFor('d', 'b', 'c'),
      eventIdFor('a', 'b', 'c', 1),
    ];
    expect(new Set(ids).size).toBe(5);
  });
});
