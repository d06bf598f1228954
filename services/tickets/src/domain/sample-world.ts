/** Three tickets of one person in two departments, and everything that may happen to them, for the properties beside it. */
import type { Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, type DecisionOnTwo, type Happened } from '@serviceportal/shared/decision';
import { Refusal } from '@serviceportal/shared/errors';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { addQuestion } from './addition.ts';
import { recordAttempt } from './attempt.ts';
import { raiseCallbackDue } from './callback-due.ts';
import { planCallbackAt } from './callback-planning.ts';
import { windowIsFull } from './callback.ts';
import { mergeTickets } from './merge.ts';
import { type Office, openTicket } from './opening.ts';
import { openPromise, raiseOverdue } from './overdue.ts';
import { reopenTicket } from './reopen.ts';
import { moveTicket, returnTicket } from './responsibility.ts';
import { ANNA, at, BERLIN, BERT, calendarOf, department, NOBODY } from './sample-ticket.ts';
import { isInWork } from './ticket.ts';
import { answerTicket, closeTicket, takeTicket } from './work.ts';

const IDS = ['7K3Q9F2M', '0X8M4T6P', '5T5T5T5T'] as const;
const START = at('2026-11-23 10:00');

/** The departments: one rings as often as it must, the other once an hour. */
const offices = {
  standesamt: { department, calendar: calendarOf() },
  ordnung: {
    department: {
      ...department,
      departmentId: 'ordnung',
      serviceLevel: { callbackServiceHours: 5, mailServiceHours: 9, callbacksPerHour: 1 },
    },
    calendar: calendarOf('Mo-Fr 08:00-12:00,13:30-16:00; PH off'),
  },
} satisfies Record<string, Office>;
type DepartmentId = keyof typeof offices;

export interface World {
  readonly tickets: ReadonlyMap<string, Ticket>;
  readonly now: Temporal.Instant;
}

/** One event of one ticket; `before` is missing where it began with it. */
export interface Seen {
  readonly before: Ticket | undefined;
  readonly after: Ticket;
  readonly type: string;
  readonly now: Temporal.Instant;
  /** The rule chose the callback's window, and the other callbacks of the department at that moment. */
  readonly byRule: boolean;
  readonly others: readonly string[];
}

/** What came of a step for each ticket it is about. */
type Outcomes = readonly (readonly [id: string, decision: Decision<Ticket>])[];

/** A command or a timer, `minutes` after the one before. */
export interface Step {
  readonly minutes: number;
  readonly name: string;
  readonly byRule?: boolean;
  readonly act: (world: World) => Outcomes;
}

export const time = (now: Temporal.Instant) => formatTimestamp(now, BERLIN);

/** When a department works, and what room its other tickets leave. */
export function officeOf({ tickets }: World, departmentId: string, ticketId: string): Office {
  const office = offices[departmentId as DepartmentId];
  const others = callbacksOf(tickets, departmentId, ticketId).map((each) => Temporal.Instant.from(each));
  return { ...office, isFull: windowIsFull(others, office.department.serviceLevel.callbacksPerHour) };
}

function callbacksOf(tickets: World['tickets'], departmentId: string, except: string): string[] {
  return [...tickets.values()]
    .filter((each) => each.departmentId === departmentId && each.ticketId !== except && isInWork(each))
    .flatMap(({ callbackAt }) => callbackAt ?? []);
}

const id = fc.constantFrom(...IDS);
const actor = fc.constantFrom(ANNA, BERT, NOBODY);
type Body = Omit<Step, 'minutes'>;

function about(name: string, ticketId: string, decide: (ticket: Ticket, world: World) => Decision<Ticket>): Body {
  return { name, act: (world) => [[ticketId, decide(world.tickets.get(ticketId)!, world)]] };
}

function planning(ticket: Ticket, world: World) {
  return { ...officeOf(world, ticket.departmentId, ticket.ticketId), now: world.now };
}

const commands: fc.Arbitrary<Body> = fc.oneof(
  fc.tuple(id, actor).map(([n, by]) => about('take', n, (ticket) => takeTicket(ticket, by))),
  fc.tuple(id, actor).map(([n, by]) => about('return', n, (ticket) => returnTicket({}, ticket, by))),
  fc.tuple(id, actor, fc.constantFrom('standesamt', 'ordnung')).map(([n, by, to]) => ({
    ...about('move', n, (ticket, world) => moveTicket({ why: 'x' }, ticket, by, officeOf(world, to, n), world.now)),
    byRule: true,
  })),
  fc
    .tuple(id, actor, fc.constantFrom('reached', 'no-answer', 'busy', 'wrong-number'), fc.option(fc.nat(5_000)))
    .map(([n, by, result, ahead]) => ({
      ...about('attempt', n, (ticket, world) => {
        const nextAt = ahead === null ? undefined : time(world.now.add({ minutes: ahead }));
        return recordAttempt({ result, nextAt }, ticket, by, planning(ticket, world));
      }),
      byRule: ahead === null,
    })),
  fc
    .tuple(id, actor, fc.nat(5_000))
    .map(([n, by, ahead]) =>
      about('plan', n, (ticket, world) =>
        planCallbackAt({ at: time(world.now.add({ minutes: ahead })) }, ticket, by, planning(ticket, world)),
      ),
    ),
  fc
    .tuple(id, actor, fc.constantFrom('phone', 'email'), fc.constantFrom('a', 'b'))
    .map(([n, by, way, text]) =>
      about('answer', n, (ticket, { now }) => answerTicket({ by: way, text }, ticket, by, time(now))),
    ),
  fc
    .tuple(id, actor, fc.constantFrom('a', 'b'))
    .map(([n, by, outcome]) => about('close', n, (ticket, { now }) => closeTicket({ outcome }, ticket, by, time(now)))),
  fc.tuple(id, fc.constantFrom('clerk', 'citizen')).map(([n, by]) => ({
    ...about('reopen', n, (ticket, world) =>
      reopenTicket({ why: 'x', by }, ticket, planning(ticket, world), world.now),
    ),
    byRule: true,
  })),
  fc
    .tuple(id, fc.constantFrom('a', 'b'))
    .map(([n, callId]) =>
      about('add', n, (ticket, { now }) => addQuestion({ question: 'Und?', callId }, ticket, time(now))),
    ),
  fc.tuple(id, id, actor).map(([a, b, by]) => ({
    name: 'merge',
    act: ({ tickets, now }: World) => each([a, b], mergeTickets({}, tickets.get(a), tickets.get(b), by, time(now))),
  })),
);

/** Timers come for any plan, in any order and often. */
const timers: fc.Arbitrary<Body> = fc.oneof(
  fc
    .tuple(id, fc.integer({ min: 1, max: 8 }))
    .map(([n, plan]) => about('due', n, (ticket, { now }) => raiseCallbackDue(plan, ticket, now))),
  fc
    .tuple(id, fc.boolean())
    .map(([n, stale]) =>
      about('overdue', n, (ticket, { now }) =>
        raiseOverdue((openPromise(ticket)?.plan ?? 0) - Number(stale), ticket, now, BERLIN),
      ),
    ),
);

function each(ids: readonly [string, string], decision: DecisionOnTwo<Ticket>): Outcomes {
  if (decision === alreadyDone || decision instanceof Refusal) return [[ids[0], decision]];
  return [
    [ids[0], decision[0]],
    [ids[1], decision[1]],
  ];
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc
    .tuple(fc.nat(400), fc.oneof({ weight: 1, arbitrary: timers }, { weight: 4, arbitrary: commands }))
    .map(([minutes, body]) => ({ minutes, ...body })),
  { maxLength: 40 },
);

/** What happened, and how it stands in the end. */
export interface Run {
  readonly seen: readonly Seen[];
  readonly end: World;
}

/** Opens the three and takes the steps, one after the other as the log does it; revisions are counted as there. */
function run(ways: readonly Ticket['answerBy'][], sequence: readonly Step[]): Run {
  const tickets = new Map<string, Ticket>();
  const seen: Seen[] = [];
  let now = START;

  function store(ticketId: string, { before: together, ...happened }: Happened<Ticket>, byRule: boolean): void {
    if (together) store(ticketId, together, false);
    const before = tickets.get(ticketId);
    const after = { ...happened.state, revision: (before?.revision ?? 0) + 1 };
    const others = callbacksOf(tickets, after.departmentId, ticketId);
    seen.push({ before, after, type: happened.contract.type, now, byRule, others });
    tickets.set(ticketId, after);
  }

  IDS.forEach((ticketId, index) => {
    const citizen = { phone: '+492151862164', email: 'erika@example.de' };
    const request = { origin: 'call', subject: 's', question: ticketId, citizen, answerBy: ways[index]! } as const;
    store(ticketId, openTicket(ticketId, request, officeOf({ tickets, now }, 'ordnung', ticketId), now), true);
  });
  for (const { minutes, act, byRule = false } of sequence) {
    now = now.add({ minutes });
    for (const [ticketId, decision] of act({ tickets: new Map(tickets), now })) {
      if (decision !== alreadyDone && !(decision instanceof Refusal)) store(ticketId, decision, byRule);
    }
  }
  return { seen, end: { tickets, now } };
}

const way = fc.constantFrom('callback', 'email');
export const runs: fc.Arbitrary<Run> = fc
  .tuple(fc.tuple(way, way, way), steps)
  .map(([ways, sequence]) => run(ways, sequence));

/** The limit of a department's callbacks per hour. */
export function limitOf(departmentId: string): number | undefined {
  return offices[departmentId as DepartmentId].department.serviceLevel.callbacksPerHour;
}
