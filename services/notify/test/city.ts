import {
  CallbackAttempted,
  CallbackDue,
  type Citizen,
  DepartmentAggregate,
  DepartmentChanged,
  HotlineAggregate,
  HotlineChanged,
  type Ticket,
  TicketAggregate,
  TicketAnswered,
  TicketClosed,
  TicketOpened,
} from '@serviceportal/shared/contracts';
import { type Decision, happened } from '@serviceportal/shared/decision';
import { refuse } from '@serviceportal/shared/errors';
import { ticketIdFrom } from '@serviceportal/shared/identity';
import type { Log, Outcome } from '@serviceportal/shared/log';
import { parseHours } from '@serviceportal/shared/time';
import { randomUUID } from 'node:crypto';
import type { Realm } from '@serviceportal/test/realm';

const HOURS = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';
const officeTimes = { hours: HOURS, week: parseHours(HOURS), holidays: 'DE-NW', holidayDates: [], closures: [] };

const standesamt = {
  departmentId: 'standesamt',
  name: 'Standesamt',
  centralNumber: '+492151862351',
  ...officeTimes,
  onboardedOn: '2022-08-01',
  mailbox: 'standesamt@krefeld.example',
  topics: [],
  serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
};

const hotline = {
  hotlineId: 'main' as const,
  cityName: 'Krefeld',
  number: '+492151860',
  zone: 'Europe/Berlin',
  seats: 12,
  ...officeTimes,
};

/** A ticket as the tests write it. */
export function ticketOf(citizen: Citizen, changes: Partial<Ticket> = {}): Ticket {
  return {
    ticketId: ticketIdFrom(randomUUID()),
    departmentId: 'standesamt',
    state: 'open',
    origin: 'call',
    subject: 'Scheidung Mustermann',
    question: 'Welche Unterlagen braucht Erika Mustermann?',
    citizen,
    answerBy: 'callback',
    openedAt: '2026-11-23T10:00:00+01:00',
    promiseBy: '2026-11-24T16:00:00+01:00',
    callbackAt: '2026-11-24T08:00:00+01:00',
    callbackUntil: '2026-11-24T10:00:00+01:00',
    callbackPlan: 1,
    callbackDue: 0,
    attempts: [],
    directoryRevision: 1,
    revision: 1,
    ...changes,
  };
}

/** Plays the directory and the tickets service: what they would write, notify reads. */
export interface City {
  open(ticket: Ticket): Promise<Ticket>;
  due(ticketId: string): Promise<Ticket>;
  attempt(ticketId: string): Promise<Ticket>;
  answer(ticketId: string, by: 'phone' | 'email', text: string): Promise<Ticket>;
  close(ticketId: string): Promise<Ticket>;
}

export async function openCity(realm: Realm): Promise<City> {
  await seedDirectory(await realm.log('directory'));
  const tickets = (await realm.log('tickets')).aggregate(TicketAggregate);
  const actor = { type: 'clerk', id: 'k-weber' } as const;
  const at = '2026-11-24T08:10:00+01:00';

  async function change(ticketId: string, decide: (ticket: Ticket) => Decision<Ticket>): Promise<Ticket> {
    const missing = refuse('not-found', 'no such ticket');
    const done: Outcome<Ticket> = await tickets.handle(ticketId, { cause: { id: randomUUID() }, actor }, (ticket) =>
      ticket ? decide(ticket) : missing,
    );
    return done.state;
  }

  return {
    async open(ticket) {
      const { origin } = ticket;
      const { state } = await tickets.handle(ticket.ticketId, { cause: { id: randomUUID() }, actor }, () =>
        happened(TicketOpened, ticket, { origin }),
      );
      return state;
    },
    due: (ticketId) =>
      change(ticketId, (ticket) =>
        happened(
          CallbackDue,
          { ...ticket, callbackDue: ticket.callbackPlan },
          { attempt: ticket.callbackPlan, callbackAt: ticket.callbackAt! },
        ),
      ),
    attempt: (ticketId) =>
      change(ticketId, (ticket) => {
        const attempt = { at, clerkId: actor.id, result: 'no-answer' as const };
        return happened(
          CallbackAttempted,
          { ...ticket, attempts: [...ticket.attempts, attempt], callbackPlan: ticket.callbackPlan + 1 },
          { clerkId: actor.id, result: 'no-answer' },
        );
      }),
    answer: (ticketId, by, text) =>
      change(ticketId, (ticket) =>
        happened(
          TicketAnswered,
          { ...ticket, state: 'answered', answer: { by, text, at, clerkId: actor.id } },
          { by, clerkId: actor.id },
        ),
      ),
    close: (ticketId) =>
      change(ticketId, (ticket) =>
        happened(TicketClosed, { ...ticket, state: 'closed', outcome: 'erledigt' }, { outcome: 'erledigt' }),
      ),
  };
}

async function seedDirectory(log: Log): Promise<void> {
  const context = { cause: { id: randomUUID() }, actor: { type: 'service', id: 'directory' } } as const;
  await log.aggregate(HotlineAggregate).handle('main', context, () => happened(HotlineChanged, hotline));
  await log.aggregate(DepartmentAggregate).handle('standesamt', context, () => happened(DepartmentChanged, standesamt));
}
