import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { displayTicketId, parseTicketNumber, TicketId, ticketIdFrom, TicketNumber } from './ticket-number.ts';
import { isPin, pinFor } from './pin.ts';

describe('a ticket number', () => {
  it.each([
    ['7K3Q-9F2M', '7K3Q9F2M'],
    ['7k3q9f2m', '7K3Q9F2M'],
    [' 7k3q 9f2m ', '7K3Q9F2M'],
    ['7K3Q–9F2M', '7K3Q9F2M'],
    ['7K3Q - 9F2M', '7K3Q9F2M'],
    ['oO3Q-iL2m', '003Q112M'],
  ])('%j means %s', (typed, id) => {
    expect(parseTicketNumber(typed)).toBe(id);
    expect(TicketNumber.parse(typed)).toBe(id);
  });

  it.each(['', '7K3Q', '7K3Q-9F2MX', '7K3Q-9F2U', '7K3Q/9F2M', '7K3Q-9Ä2M', '>'.repeat(8)])(
    '%j means none',
    (typed) => {
      expect(parseTicketNumber(typed)).toBeUndefined();
      expect(TicketNumber.safeParse(typed).error?.issues[0]?.message).toBe('must be a ticket number like 7K3Q-9F2M');
    },
  );

  it('is the same for the same cause, another with a salt, and survives being read out', () => {
    fc.assert(
      fc.property(fc.string(), (cause) => {
        const id = ticketIdFrom(cause);
        expect(TicketId.parse(id)).toBe(ticketIdFrom(cause));
        expect(ticketIdFrom(cause, 1)).not.toBe(id);
        expect(parseTicketNumber(displayTicketId(id).toLowerCase())).toBe(id);
      }),
    );
  });

  it('uses the whole range', () => {
    const seen = new Set(Array.from({ length: 4000 }, (_, n) => ticketIdFrom(`cause-${n}`)));
    expect(seen.size).toBe(4000);
    for (let place = 0; place < 8; place++) expect(new Set([...seen].map((id) => id[place])).size).toBe(32);
  });
});

describe('a PIN', () => {
  const key = 'k'.repeat(32);

  it('is six digits that depend on key, ticket and version alone', () => {
    const pin = pinFor(key, '7K3Q9F2M', 1);
    expect(pin).toMatch(/^\d{6}$/);
    expect(pinFor(key, '7K3Q9F2M', 1)).toBe(pin);
    expect(pinFor(key, '7K3Q9F2M', 2)).not.toBe(pin);
    expect(pinFor(key, '7K3Q9F2N', 1)).not.toBe(pin);
    expect(pinFor('x'.repeat(32), '7K3Q9F2M', 1)).not.toBe(pin);
  });

  it('is recognised with spaces, and nothing else is', () => {
    expect(isPin('012345', '012 345')).toBe(true);
    expect(isPin('012345', '12345')).toBe(false);
    expect(isPin('012345', '012346')).toBe(false);
    expect(isPin('012345', '')).toBe(false);
    expect(isPin('012345', '٠١٢٣٤٥')).toBe(false);
  });
});
