import { type Department, isOnboarded, type Presence } from '@serviceportal/shared/contracts';
import { type Calendar, formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { presenceAt } from './presence.ts';

/** Whether a call can be put through, and what to tell the caller otherwise. */
export interface Availability {
  readonly state: 'open' | 'closed' | 'unstaffed' | 'not-onboarded';
  readonly number: string;
  /** When the opening that is now ends. */
  readonly openUntil?: string;
  /** When somebody can be expected again. */
  readonly opensAt?: string;
  /** For the agent, such as "Feiertag" or what the department gave as its reason. */
  readonly why?: string;
  /** What callers are told on days with other hours than usual. */
  readonly announcement?: string;
}

/**
 * A department takes calls when it has joined, its hours say open and nobody said that it is unstaffed. Presence cannot
 * open a department outside its hours. Of a department that hasn't joined the caller still learns the hours.
 */
export function availabilityOf(
  department: Department,
  presence: Presence | undefined,
  calendar: Calendar,
  at: Temporal.Instant,
): Availability {
  const time = (instant: Temporal.Instant | undefined) => instant && formatTimestamp(instant, calendar.zone);
  const number = department.centralNumber;
  const announcement = calendar.closureAt(at)?.announcement;
  const open = calendar.isOpen(at);
  const hours = open
    ? { openUntil: time(calendar.openUntil(at)) }
    : { opensAt: time(calendar.nextOpening(at)), why: closedBecause(calendar, at) };

  if (!isOnboarded(department, at, calendar.zone)) return { state: 'not-onboarded', number, ...hours, announcement };
  if (!open) return { state: 'closed', number, ...hours, announcement };
  const said = presenceAt(presence, at);
  if (!said || said.staffed) return { state: 'open', number, ...hours, announcement };
  return { state: 'unstaffed', number, opensAt: time(staffedAgain(said, calendar, at)), why: said.why, announcement };
}

function closedBecause(calendar: Calendar, at: Temporal.Instant): string | undefined {
  return calendar.closureAt(at)?.why ?? (calendar.isHoliday(at) ? 'Feiertag' : undefined);
}

/**
 * When somebody is expected: at the end of the absence or, if it is closed then, at the opening that follows. An absence
 * without an end may be over at the next opening.
 */
function staffedAgain({ until }: Presence, calendar: Calendar, at: Temporal.Instant): Temporal.Instant | undefined {
  if (!until) return calendar.nextOpening(at);
  const end = Temporal.Instant.from(until);
  return calendar.isOpen(end) ? end : calendar.nextOpening(end);
}
