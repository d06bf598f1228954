import type { Ticket } from '@serviceportal/shared/contracts';
import { CALENDAR_REACH, type Calendar, type Opening, Temporal } from '@serviceportal/shared/time';
import { chooseWindow, type ChosenWindow } from './callback.ts';
import { toHalfHour, windowWithin, type WindowIsFull } from './window.ts';

const PAUSE_SERVICE_HOURS = 1;

/** The department as planning needs it: when it works and which windows are full. */
export interface Planning {
  readonly calendar: Calendar;
  readonly now: Temporal.Instant;
  readonly isFull?: WindowIsFull | undefined;
}

/**
 * When to ring again: a service hour later, rounded up to the half hour, by the rule for new tickets, so with the wish
 * and where the department has room; undefined for a department that never opens.
 */
export function nextTry({ wish }: Pick<Ticket, 'wish'>, { calendar, now, isFull }: Planning): ChosenWindow | undefined {
  const rested = calendar.addServiceTime(now, PAUSE_SERVICE_HOURS);
  return rested && chooseWindow({ calendar, now, soonest: toHalfHour(rested, calendar.zone), wish, isFull });
}

/** The window that begins at `at`; undefined when the department is closed then, or `at` is out of reach. */
export function windowFrom({ calendar, now }: Planning, at: Temporal.Instant): Opening | undefined {
  if (Temporal.Instant.compare(at, now.add(CALENDAR_REACH)) > 0 || !calendar.isOpen(at)) return undefined;
  return windowWithin(at, calendar.openUntil(at));
}
