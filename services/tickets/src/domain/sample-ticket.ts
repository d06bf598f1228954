/** A ticket, its department and its hours, for the tests beside it. */
import type { Department, Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, type Happened } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import type { Actor } from '@serviceportal/shared/identity';
import { type Calendar, createCalendar, parseHours, Temporal } from '@serviceportal/shared/time';

export const BERLIN = 'Europe/Berlin';
export const ANNA: Actor = { type: 'clerk', id: 'anna' };
export const BERT: Actor = { type: 'clerk', id: 'bert' };
/** Without sign-in and without a clerk in the body. */
export const NOBODY: Actor = { type: 'service', id: 'tickets' };

const HOURS = 'Mo-Th 08:00-17:00; Fr 08:00-13:00; PH off';

export function calendarOf(text: string = HOURS): Calendar {
  return createCalendar({ zone: BERLIN, hours: parseHours(text), holidays: ['2026-12-25'], exceptions: [] });
}

export const department: Department = {
  departmentId: 'standesamt',
  name: 'Standesamt',
  centralNumber: '02151 86-2351',
  hours: HOURS,
  week: parseHours(HOURS),
  holidays: 'DE-NW',
  holidayDates: ['2026-12-25'],
  closures: [],
  onboardedOn: '2022-08-01',
  mailbox: 'standesamt@krefeld.example',
  topics: [],
  serviceLevel: { callbackServiceHours: 8, mailServiceHours: 16 },
  revision: 3,
};

/** `2026-11-23 10:00` on the city's clock. */
export function at(wall: string): Temporal.Instant {
  return Temporal.PlainDateTime.from(wall.replace(' ', 'T')).toZonedDateTime(BERLIN).toInstant();
}

/** Opened on Monday at 10:07. */
export function sampleTicket(changes: Partial<Ticket> = {}): Ticket {
  return {
    ticketId: '7K3Q9F2M',
    departmentId: 'standesamt',
    state: 'open',
    origin: 'call',
    subject: 'Geburtsurkunde',
    question: 'Wo bekomme ich sie?',
    citizen: { name: 'Erika Muster', phone: '+492151862164', email: 'erika@example.de' },
    answerBy: 'callback',
    wishMet: true,
    openedAt: '2026-11-23T10:07:00+01:00',
    promiseBy: '2026-11-24T09:07:00+01:00',
    callbackAt: '2026-11-23T10:30:00+01:00',
    callbackUntil: '2026-11-23T12:30:00+01:00',
    callbackPlan: 1,
    callbackDue: 0,
    attempts: [],
    directoryRevision: 3,
    revision: 1,
    ...changes,
  };
}

/** The state after the decision; throws the refusal, and where nothing was to be done. */
export function after(decision: Decision<Ticket>): Ticket {
  return event(decision).state;
}

export function event(decision: Decision<Ticket>): Happened<Ticket> {
  if (decision instanceof Refusal) throw decision;
  if (decision === alreadyDone) throw new Error('already done');
  return decision;
}

/** In one word: the event's type, the refusal's code, or `already done`. */
export function outcome(decision: Decision<Ticket>): string {
  if (decision === alreadyDone) return 'already done';
  return decision instanceof Refusal ? decision.code : decision.contract.type;
}
