import { type Department, isOnboarded, type Presence } from '@serviceportal/shared/contracts';
import { announcementAt, type Calendar, formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { presenceAt } from './presence.ts';

/** Whether a call can be put through, and what to tell the caller otherwise. */
export interface Availability {
  readonly state: 'open' | 'closed' | 'unstaffed' | 'not-onboarded';
  readonly number: string;
  /** When the opening that is now ends. */
  readonly openUntil?: string;
  /** When somebody can be expected again; missing where nobody knows. */
  readonly opensAt?: string;
  /** For the agent, such as "Feiertag" or what the department gave as its reason. */
  readonly why?: string;
  /** What callers are told on days with other hours than usual, and outside the hours. */
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
  const announcement = announcementAt(
    { who: `Der Fachbereich ${department.name}`, week: department.week, calendar },
    at,
  );
  const open = calendar.isOpen(at);
  const why = open ? undefined : closedBecause(calendar, at);

  if (!isOnboarded(department, at, calendar.zone)) {
    const hours = open ? { openUntil: time(calendar.openUntil(at)) } : { opensAt: time(calendar.nextOpening(at)) };
    return { state: 'not-onboarded', number, ...hours, why, announcement };
  }
  const said = presenceAt(presence, at);
  const absence = said && !said.staffed ? said : undefined;
  if (!open) return { state: 'closed', number, opensAt: time(staffedFrom(absence, calendar, at)), why, announcement };
  if (!absence) return { state: 'open', number, openUntil: time(calendar.openUntil(at)), announcement };
  return {
    state: 'unstaffed',
    number,
    // Without its end the absence may be over in a moment: the next opening would be a guess.
    opensAt: absence.until && time(staffedFrom(absence, calendar, at)),
    why: absence.why,
    announcement,
  };
}

function closedBecause(calendar: Calendar, at: Temporal.Instant): string | undefined {
  return calendar.closureAt(at)?.why ?? (calendar.isHoliday(at) ? 'Feiertag' : undefined);
}

/**
 * When somebody is expected: at the next opening, emergency duty included, unless an absence lasts longer; then at its
 * end or, if it is closed then, at the opening that follows. An absence without an end may be over at the next opening.
 */
function staffedFrom(
  absence: Presence | undefined,
  calendar: Calendar,
  at: Temporal.Instant,
): Temporal.Instant | undefined {
  if (!absence?.until) return calendar.nextOpening(at);
  const end = Temporal.Instant.from(absence.until);
  return calendar.isOpen(end) ? end : calendar.nextOpening(end);
}
