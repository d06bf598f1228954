import { CallbackPlanned, type Department, type Hotline, type Ticket } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { type Calendar, type Closure, createCalendar, Temporal } from '@serviceportal/shared/time';
import { chooseWindow, type ChosenWindow, LEAD, windowIsFull } from './callback.ts';
import { type CallbackFields, plannedIn } from './callback-window.ts';
import type { Planning } from './next-try.ts';
import type { Office } from './opening.ts';
import { isInWork, noSuchTicket } from './ticket.ts';
import { earlier, later, SHORTEST_WINDOW, toHalfHour } from './window.ts';

/** What decides whether, and where to, a callback moves. */
export type PlannedTicket = Pick<Ticket, 'ticketId' | 'state' | 'wish'> & CallbackFields;

/** A department's hours as they would be with another closure, of the department itself or of the whole city. */
export function calendarUnder(
  closure: Closure,
  scope: 'department' | 'city',
  department: Department,
  hotline: Hotline,
): Calendar {
  const city = scope === 'city' ? [...hotline.closures, closure] : hotline.closures;
  const own = scope === 'department' ? [...department.closures, closure] : department.closures;
  const { week, holidayDates } = department;
  return createCalendar({ zone: hotline.zone, hours: week, holidays: holidayDates, exceptions: [...city, ...own] });
}

/**
 * Whether the call that was promised cannot be made in these hours: the office is not open for half an hour from its
 * beginning on (from now on, once it has begun), or until its end. A window that is over is late, not moved.
 */
export function fallsOut(
  { state, callbackAt, callbackUntil }: PlannedTicket,
  calendar: Calendar,
  now: Temporal.Instant,
) {
  if (!isInWork({ state }) || callbackAt === undefined || callbackUntil === undefined) return false;
  const until = Temporal.Instant.from(callbackUntil);
  if (Temporal.Instant.compare(until, now) <= 0) return false;
  const start = later(Temporal.Instant.from(callbackAt), now);
  if (!calendar.isOpen(start)) return true;
  const end = calendar.openUntil(start);
  return end !== undefined && Temporal.Instant.compare(end, earlier(until, start.add(SHORTEST_WINDOW))) < 0;
}

/** Those that were promised first move first, and the order is always the same. */
export function inOrder<T extends Pick<Ticket, 'ticketId' | 'callbackAt'>>(tickets: readonly T[]): T[] {
  const key = ({ ticketId, callbackAt = '' }: T) =>
    `${callbackAt && Temporal.Instant.from(callbackAt).toString()} ${ticketId}`;
  return [...tickets].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** A callback that would fall out of the hours, and what would be promised instead; nothing where nothing opens again. */
export interface Move<T> {
  readonly ticket: T;
  readonly movesTo: Required<Pick<Ticket, 'callbackAt' | 'callbackUntil' | 'promiseBy'>> | undefined;
}

/** Where the callbacks of one department would move, one after the other, so that none takes another's room. */
export function movesUnder<T extends PlannedTicket>(
  tickets: readonly T[],
  planning: Planning,
  callbacksPerHour: number | undefined,
): Move<T>[] {
  const { calendar, now } = planning;
  const callbacks = new Map(tickets.map(({ ticketId, callbackAt }) => [ticketId, callbackAt]));
  return inOrder(tickets.filter((ticket) => fallsOut(ticket, calendar, now))).map((ticket) => {
    callbacks.delete(ticket.ticketId);
    const others = [...callbacks.values()].flatMap((at) => (at === undefined ? [] : [Temporal.Instant.from(at)]));
    const window = windowAfter(ticket, { ...planning, isFull: windowIsFull(others, callbacksPerHour) });
    if (!window) return { ticket, movesTo: undefined };
    const { callbackAt, callbackUntil, promiseBy } = plannedIn(window, ticket, calendar.zone);
    callbacks.set(ticket.ticketId, callbackAt);
    return { ticket, movesTo: { callbackAt: callbackAt!, callbackUntil: callbackUntil!, promiseBy } };
  });
}

/**
 * A callback that no longer lies in its department's hours is planned anew; done already where it does, where another
 * department has the ticket by now, and where nothing opens again: then a person has to look at it.
 */
export function moveOutOfClosure(
  ticket: Ticket | undefined,
  { department, calendar, isFull }: Office,
  now: Temporal.Instant,
): Decision<Ticket> {
  if (!ticket) return noSuchTicket();
  if (ticket.departmentId !== department.departmentId || !fallsOut(ticket, calendar, now)) return alreadyDone;
  const window = windowAfter(ticket, { calendar, isFull, now });
  if (!window) return alreadyDone;
  return happened(
    CallbackPlanned,
    { ...ticket, ...plannedIn(window, ticket, calendar.zone), wishMet: window.wishMet },
    { reason: 'closure', previously: ticket.callbackAt },
  );
}

/** The office closed, not the citizen: they don't wait longer than this for a weekday of theirs to come again. */
const WAIT_FOR_WISHED_DAY = { hours: 3 * 24 };

/**
 * By the rule for new ones, but never before the time that was promised: who was told Tuesday is not rung on Monday. Who
 * wished for Tuesdays is rung on Wednesday, at the hours they wished for.
 */
function windowAfter({ callbackAt, wish }: PlannedTicket, planning: Planning): ChosenWindow | undefined {
  const { calendar, now } = planning;
  const promised = later(now, callbackAt === undefined ? now : Temporal.Instant.from(callbackAt));
  const soonest = toHalfHour(later(now.add(LEAD), promised), calendar.zone);
  const choose = (wanted: PlannedTicket['wish']) => chooseWindow({ ...planning, now: promised, soonest, wish: wanted });
  const window = choose(wish);
  const latest = promised.add(WAIT_FOR_WISHED_DAY);
  if (!window || !wish?.days?.length || Temporal.Instant.compare(window.start, latest) <= 0) return window;
  const sooner = choose({ from: wish.from, to: wish.to });
  return sooner && { ...sooner, wishMet: false };
}
