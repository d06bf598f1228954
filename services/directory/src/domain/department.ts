import {
  type Department,
  DepartmentChanged,
  type Hotline,
  HotlineChanged,
  type Topic,
} from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision, happened } from '@serviceportal/shared/decision';
import { type Refusal, refuse } from '@serviceportal/shared/errors';
import { canonicalJson } from '@serviceportal/shared/identity';
import { parseHours } from '@serviceportal/shared/time';
import { publicHolidays, reachesFarEnough, yearsAround } from './holidays.ts';

/** What is worked out of what editors write: hours as tables, holidays as dates. */
type WorkedOut = 'week' | 'holidayDates' | 'revision';
export type WrittenDepartment = Omit<Department, WorkedOut>;
export type WrittenHotline = Omit<Hotline, WorkedOut>;

/** A department with its hours and holidays worked out, for deadlines made in `year` or later. */
export function departmentFrom(written: WrittenDepartment, year: number): Omit<Department, 'revision'> {
  return { ...written, ...officeTimes(written, year) };
}

export function hotlineFrom(written: WrittenHotline, year: number): Omit<Hotline, 'revision'> {
  return { ...written, ...officeTimes(written, year) };
}

function officeTimes({ hours, holidays }: { hours: string; holidays: string }, year: number) {
  return { week: parseHours(hours), holidayDates: publicHolidays(holidays, yearsAround(year)) };
}

/** How somebody changes master data. */
export interface Change {
  /** The revision that was seen; none to create. */
  readonly expected?: number | undefined;
  /** Callbacks that no longer lie in the hours are to be moved: somebody saw which and confirmed it. */
  readonly replan?: boolean | undefined;
  /** Somebody may change only who leads, who stands in, and what is promised. */
  readonly onlyByLead?: boolean;
}

/**
 * A new revision of a department. `expected` is the revision the editor saw, none to create it: nobody overwrites what
 * they haven't seen. A concern leads to one department, so a topic that one of `all` has already is refused.
 */
export function changeDepartment(
  wanted: Omit<Department, 'revision'>,
  { expected, replan, onlyByLead }: Change,
  all: readonly Department[],
  current: Department | undefined,
): Decision<Department> {
  if (onlyByLead && (!current || othersOf(wanted) !== othersOf(current))) return notALeads();
  if (current && expected !== current.revision) return staleRevision('department', current.revision);
  if (!current && expected !== undefined) {
    return refuse('revision-mismatch', 'There is no such department yet: leave If-Match out to create it.');
  }
  const taken = wanted.topics.flatMap(({ topicId }, index) => {
    const owner = ownerOf(topicId, wanted.departmentId, all);
    return owner ? [{ path: `topics.${index}.topicId`, message: `belongs to the department ${owner}` }] : [];
  });
  if (taken.length > 0)
    return refuse('conflict', 'A topic belongs to another department: remove it there first.', taken);
  return happened(DepartmentChanged, wanted, { replan });
}

/** All of a department but what its lead may change and what follows from the rest, to be compared. */
function othersOf(department: Omit<Department, 'revision'> & { revision?: number }): string {
  const { lead: _1, deputies: _2, serviceLevel: _3, week: _4, holidayDates: _5, revision: _6, ...others } = department;
  return canonicalJson(others);
}

function notALeads(): Refusal {
  return refuse('forbidden', 'A lead changes lead, deputies and serviceLevel; the rest is for editors to change.');
}

/** A new revision of the city number; its first one comes from the city folder. */
export function changeHotline(
  wanted: Omit<Hotline, 'revision'>,
  { expected, replan }: Change,
  current: Hotline | undefined,
): Decision<Hotline> {
  if (!current) return refuse('not-found', 'There is no hotline yet.');
  if (expected !== current.revision) return staleRevision('hotline', current.revision);
  return happened(HotlineChanged, wanted, { replan });
}

/** Nobody overwrites what they haven't seen. */
export function staleRevision(what: 'department' | 'hotline', revision: number): Refusal {
  return refuse(
    'revision-mismatch',
    `The ${what} is at revision ${revision}: load it, make your change to that, and name the revision in If-Match.`,
  );
}

function ownerOf(topicId: Topic['topicId'], except: string, all: readonly Department[]): string | undefined {
  const has = ({ topics }: Department) => topics.some((topic) => topic.topicId === topicId);
  return all.find((department) => department.departmentId !== except && has(department))?.departmentId;
}

/** The first revision, from the city folder; what editors changed since is never overwritten. */
export function seedDepartment(
  wanted: Omit<Department, 'revision'>,
  current: Department | undefined,
): Decision<Department> {
  return current ? alreadyDone : happened(DepartmentChanged, wanted);
}

export function seedHotline(wanted: Omit<Hotline, 'revision'>, current: Hotline | undefined): Decision<Hotline> {
  return current ? alreadyDone : happened(HotlineChanged, wanted);
}

/** The same department with the holidays of the years that have come near. */
export function renewDepartment(year: number, current: Department | undefined): Decision<Department> {
  if (!current || reachesFarEnough(current.holidayDates, year)) return alreadyDone;
  return happened(DepartmentChanged, departmentFrom(current, year));
}

export function renewHotline(year: number, current: Hotline | undefined): Decision<Hotline> {
  if (!current || reachesFarEnough(current.holidayDates, year)) return alreadyDone;
  return happened(HotlineChanged, hotlineFrom(current, year));
}
