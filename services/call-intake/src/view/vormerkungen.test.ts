import { describe, expect, it } from '@jest/globals';
import { ticketOf } from '../domain/sample-call.ts';
import { summaryOf, vormerkungOf } from './vormerkungen.ts';

describe('what is kept of a ticket', () => {
  it('is when and whose number, nothing of who, where or what about', () => {
    const ticket = ticketOf('7K3Q9F2M', { citizen: { phone: '+49215112345', name: 'Erika', email: 'e@example.org' } });
    expect(vormerkungOf(ticket)).toEqual({
      ticketId: '7K3Q9F2M',
      phone: '+49215112345',
      state: 'open',
      openedAt: ticket.openedAt,
      callbackAt: ticket.callbackAt,
      promiseBy: ticket.promiseBy,
    });
  });

  it('has no number where the ticket has none any more', () => {
    expect(vormerkungOf(ticketOf('7K3Q9F2M', { citizen: {} }))).not.toHaveProperty('phone');
  });
});

describe('what a number is shown', () => {
  const at = (day: number) => `2026-11-${day}T08:00:00+01:00`;
  const promise = { promiseBy: at(27) };

  it('counts what is owed and when somebody rings next', () => {
    const found = [
      { ticketId: 'd', state: 'answered', openedAt: at(23), callbackAt: at(24), ...promise },
      { ticketId: 'c', state: 'taken', openedAt: at(22), callbackAt: at(26), ...promise },
      { ticketId: 'b', state: 'open', openedAt: at(21), callbackAt: '2026-11-25T06:30:00Z', ...promise },
      { ticketId: 'a', state: 'open', openedAt: at(20), ...promise },
    ] as const;
    const shown = summaryOf(found);
    expect(shown).toMatchObject({ open: 3, lastOpenedAt: at(23), nextCallbackAt: '2026-11-25T06:30:00Z' });
    expect(shown.items[0]).toEqual({ state: 'answered', openedAt: at(23), callbackAt: at(24), ...promise });
    expect(shown.items).toHaveLength(4);
  });

  it('is nothing for a number without any', () => {
    expect(summaryOf([])).toEqual({ open: 0, items: [] });
  });
});
