import { describe, expect, it } from '@jest/globals';
import { departmentDurable, DURABLES } from '@serviceportal/shared/contracts';
import { startOf } from './positions.ts';

describe('where a durable of a re-made stream begins', () => {
  const remembered = { first: 10, recent: 500, justBefore: 900 };
  const { ticketsView, notifyOnTicketOpened, notifyOnCallbackPlanned } = DURABLES;

  it.each([
    ['a reaction after what it acknowledged', notifyOnTicketOpened, 700, 701],
    ['one that had acknowledged nothing at the first event', notifyOnTicketOpened, 0, 10],
    ['one that leaves the past alone after what it acknowledged', notifyOnCallbackPlanned, 650, 651],
    ['a view of which nothing is known at the beginning', ticketsView, undefined, 10],
    ['a reaction of which nothing is known as far back as is remembered', notifyOnTicketOpened, undefined, 500],
    ['one that leaves the past alone just before the loss', notifyOnCallbackPlanned, undefined, 900],
    ['a department far back too', departmentDurable('standesamt'), undefined, 500],
  ])('%s', (_what, durable, acknowledged, start) => {
    expect(startOf(durable, acknowledged, remembered)).toBe(start);
  });
});
