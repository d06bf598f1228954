import {
  type Department,
  DepartmentAggregate,
  type Hotline,
  HotlineAggregate,
  type Presence,
  PresenceAggregate,
} from '../contracts/index.ts';
import { Unavailable } from '../errors.ts';
import { collect, type Log } from '../log/index.ts';
import { type Calendar, createCalendar } from '../time/index.ts';

/** The directory as every service holds it in memory: small, changed seldom, needed at once. */
export interface DirectoryCopy {
  readonly loaded: Promise<void>;
  isLoaded(): boolean;
  department(departmentId: string): Department | undefined;
  departments(): Department[];
  presence(departmentId: string): Presence | undefined;
  /** `Unavailable` before the first load. */
  hotline(): Hotline;
  /** The department that handles a topic. */
  departmentOfTopic(topicId: string): Department | undefined;
  /** The department at `revision` or newer; waits for it, `Unavailable` when it doesn't come within 2 s. */
  atLeast(departmentId: string, revision: number): Promise<Department>;
  /** A department's hours with the city's closures and its own. */
  calendarOf(department: Department): Calendar;
  hotlineCalendar(): Calendar;
  /** Resolves when the copy has the stream's event `sequence`. */
  reached(sequence: number): Promise<void>;
}

export function followDirectory(log: Log, zone: string): DirectoryCopy {
  const departments = collect(DepartmentAggregate);
  const presences = collect(PresenceAggregate);
  const hotlines = collect(HotlineAggregate);
  const calendars = new Map<string, Calendar>();
  const waiters = new Set<() => void>();
  const copy = log.follow('DIRECTORY', ['directory.>'], (message) => {
    for (const kind of [departments, presences, hotlines]) kind.take(message);
    calendars.clear();
    for (const check of waiters) check();
  });

  function hotline(): Hotline {
    const found = hotlines.byId.get('main');
    if (!found) throw new Unavailable('the directory is not loaded yet');
    return found;
  }

  function sorted(): Department[] {
    return [...departments.byId.values()].sort((a, b) => a.name.localeCompare(b.name, 'de'));
  }

  function remembered(key: string, build: () => Calendar): Calendar {
    const known = calendars.get(key) ?? build();
    calendars.set(key, known);
    return known;
  }

  return {
    loaded: copy.loaded,
    isLoaded: () => copy.isLoaded() && hotlines.byId.has('main'),
    department: (departmentId) => departments.byId.get(departmentId),
    departments: sorted,
    presence: (departmentId) => presences.byId.get(departmentId),
    hotline,
    departmentOfTopic: (topicId) => sorted().find(({ topics }) => topics.some((topic) => topic.topicId === topicId)),
    async atLeast(departmentId, revision) {
      const current = () => {
        const department = departments.byId.get(departmentId);
        return department && department.revision >= revision ? department : undefined;
      };
      const there = current();
      if (there) return there;
      const waiting = Promise.withResolvers<Department>();
      const check = () => {
        const now = current();
        if (now) waiting.resolve(now);
      };
      waiters.add(check);
      const late = setTimeout(
        () => waiting.reject(new Unavailable('the directory copy lacks a revision an event names')),
        2_000,
      );
      return waiting.promise.finally(() => {
        clearTimeout(late);
        waiters.delete(check);
      });
    },
    // Who holds an older revision gets its calendar, and leaves nobody else with it.
    calendarOf: (department) =>
      remembered(`${department.departmentId} ${department.revision}`, () =>
        createCalendar({
          zone,
          hours: department.week,
          holidays: department.holidayDates,
          exceptions: [...hotline().closures, ...department.closures],
        }),
      ),
    hotlineCalendar: () =>
      remembered('hotline', () => {
        const { week, holidayDates, closures } = hotline();
        return createCalendar({ zone, hours: week, holidays: holidayDates, exceptions: closures });
      }),
    reached: (sequence) => copy.reached(sequence),
  };
}
