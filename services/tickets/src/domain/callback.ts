import {
  CALENDAR_REACH,
  instantAt,
  minutesOf,
  Temporal,
  toWeekday,
  weekdayOf,
  type Calendar,
  type Opening,
} from '@serviceportal/shared/time';
import { earlier, firstWindow, later, toHalfHour, type WindowIsFull } from './window.ts';

/**
 * When the citizen would like to be called; days also by their German names (`Di`). Times are `HH:MM`, any other text
 * throws RangeError; a `from` that is not before `to`, or a day that is none, is a wish nothing can meet.
 */
interface Wish {
  days?: readonly string[];
  from?: string;
  to?: string;
}

interface CallbackRequest {
  calendar: Calendar;
  now: Temporal.Instant;
  wish?: Wish;
  callbackServiceHours: number;
  /** Nobody is there before. */
  absentUntil?: Temporal.Instant | undefined;
  /** Whether the department can take no further callback in that window; never full without it. */
  isFull?: WindowIsFull;
}

/** What a Vormerkung made now promises: the call comes in [callbackAt, callbackUntil), the answer by `promiseBy`. */
export interface CallbackPlan {
  planned: true;
  callbackAt: Temporal.Instant;
  callbackUntil: Temporal.Instant;
  promiseBy: Temporal.Instant;
  wishMet: boolean;
}

interface MailPlan {
  planned: true;
  promiseBy: Temporal.Instant;
}

/** The department has, as far as its calendar reaches, no opening to promise anything for. */
export interface NotPlanned {
  planned: false;
  reason: 'no-opening';
}

/** Nobody is promised a call sooner. */
export const LEAD = { minutes: 15 } as const;
const DAYS_FOR_A_WISH = 14;

/**
 * The first window in which the department can call back. It starts at the latest of opening, start of the wish, end of
 * an absence and a quarter of an hour from now (both rounded up to the half hour), ends after two hours or with the opening or the wish,
 * and is passed over when shorter than half an hour or full. A wish that no window starting within 14 days meets is
 * dropped. The promise is never earlier than the end of the window.
 */
export function planCallback(request: CallbackRequest): CallbackPlan | NotPlanned {
  const { calendar, now, callbackServiceHours, absentUntil = now } = request;
  const soonest = toHalfHour(later(now.add(LEAD), absentUntil), calendar.zone);
  const chosen = chooseWindow({ ...request, soonest });
  if (!chosen) return { planned: false, reason: 'no-opening' };

  const { start, end, wishMet } = chosen;
  const promise = calendar.addServiceTime(now, callbackServiceHours) ?? end;
  return { planned: true, callbackAt: start, callbackUntil: end, promiseBy: later(promise, end), wishMet };
}

/** Where a window is looked for: from `soonest` on; the days for a wish count from `now`. */
export interface WindowRequest {
  readonly calendar: Calendar;
  readonly now: Temporal.Instant;
  readonly soonest: Temporal.Instant;
  readonly wish?: Wish | undefined;
  readonly isFull?: WindowIsFull | undefined;
}

/** A window that was found; `wishMet` also where there was no wish. */
export interface ChosenWindow extends Opening {
  readonly wishMet: boolean;
}

/** The first window that meets the wish, or else the first; undefined for a department that never opens. */
export function chooseWindow(request: WindowRequest): ChosenWindow | undefined {
  const { calendar, now, soonest, wish, isFull } = request;
  const wished = wishes(wish) ? wishedWindow(request, wish) : undefined;
  const window = wished ?? firstWindow(calendar.openings(soonest, now.add(CALENDAR_REACH)), isFull);
  return window && { ...window, wishMet: wished !== undefined || !wishes(wish) };
}

/** By when an answer by e-mail is promised. */
export function promiseForMail(request: {
  calendar: Calendar;
  now: Temporal.Instant;
  mailServiceHours: number;
}): MailPlan | NotPlanned {
  const promiseBy = request.calendar.addServiceTime(request.now, request.mailServiceHours);
  return promiseBy ? { planned: true, promiseBy } : { planned: false, reason: 'no-opening' };
}

/**
 * The department's soft limit: a window is full when at least `callbacksPerHour` × its length in hours of the open
 * tickets have their `callbackAt` in it. Without `callbacksPerHour` never.
 */
export function windowIsFull(
  plannedCallbacks: readonly Temporal.Instant[],
  callbacksPerHour: number | undefined,
): WindowIsFull {
  if (callbacksPerHour === undefined) return () => false;
  const planned = plannedCallbacks.map(({ epochMilliseconds }) => epochMilliseconds);
  return (start, end) => {
    const [from, to] = [start.epochMilliseconds, end.epochMilliseconds];
    const inside = planned.filter((at) => from <= at && at < to).length;
    return inside >= callbacksPerHour * start.until(end).total('hours');
  };
}

function wishes(wish: Wish | undefined): wish is Wish {
  return wish !== undefined && Boolean(wish.days?.length || wish.from || wish.to);
}

function wishedWindow({ calendar, now, soonest, isFull }: WindowRequest, wish: Wish): Opening | undefined {
  const last = now.toZonedDateTimeISO(calendar.zone).add({ days: DAYS_FOR_A_WISH });
  // One day more than is searched, so that the last window is not cut short.
  const openings = calendar.openings(soonest, last.add({ days: 1 }).toInstant());
  const window = firstWindow(wishedParts(openings, wish, calendar.zone), isFull);
  return window && Temporal.Instant.compare(window.start, last.toInstant()) < 0 ? window : undefined;
}

/** The parts of the openings that lie in the wish. */
function* wishedParts(openings: Iterable<Opening>, wish: Wish, zone: string): Generator<Opening> {
  const days = wish.days?.length ? new Set(wish.days.map(toWeekday)) : undefined;
  const [from, to] = [minutesOf(wish.from ?? '00:00'), minutesOf(wish.to ?? '24:00')];
  const dateOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(zone).toPlainDate();

  for (const { start, end } of openings) {
    const lastDate = dateOf(end);
    for (let date = dateOf(start); Temporal.PlainDate.compare(date, lastDate) <= 0; date = date.add({ days: 1 })) {
      if (days && !days.has(weekdayOf(date))) continue;
      yield { start: later(start, instantAt(date, from, zone)), end: earlier(end, instantAt(date, to, zone)) };
    }
  }
}
