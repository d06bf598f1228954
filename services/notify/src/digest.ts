import { type Department, isOnboarded, type TimerDue } from '@serviceportal/shared/contracts';
import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { type Context, restoreTimers } from '@serviceportal/shared/log';
import { Temporal } from '@serviceportal/shared/time';
import { mailboxOf } from './contacts.ts';
import { digestStep, type DigestTime, nextDigest } from './domain/digest-time.ts';
import { digestIdOf } from './domain/ids.ts';
import { type Now, timestampOf } from './domain/moment.ts';
import { digestMailOf } from './domain/office-mail.ts';
import type { OwedTicket } from './domain/owed.ts';
import type { Notify } from './notify.ts';

export const DIGEST_TIMER = 'digest';
/** Without the database nobody knows what is owed; asked again after so long, as long as the office works. */
const ASK_AGAIN = { seconds: 5 };
/** By another clock the timer may come a moment before the opening. */
const AFTERWARDS = { seconds: 1 };

/** The morning mail to each department that has joined: one durable timer per department, for its next working day. */
export interface Digests {
  /** Sets the department's timer as its hours are now; nothing for one that hasn't joined. */
  plan(departmentId: string): Promise<void>;
  planAll(): Promise<void>;
  /** The timer has fired: writes the digest if it is time for it, and sets the timer for the next. */
  fired(timer: TimerDue, context: Context): Promise<void>;
}

export function createDigests(notify: Notify): Digests {
  const { directory, lists, mails, queue, setting, timers, clock, now } = notify;

  async function set(departmentId: string, next: DigestTime | undefined): Promise<void> {
    if (!next) return;
    const at = timestampOf(next.at.add(AFTERWARDS));
    await timers.set({ kind: DIGEST_TIMER, id: departmentId, plan: planOf(next.date), at });
  }

  async function plan(departmentId: string): Promise<void> {
    const department = await directory.atLeast(departmentId, 1);
    const from = joinedBy(department, now());
    if (!from) return;
    const mailId = digestIdOf(departmentId, from.toPlainDate().toString());
    const hadToday = (await mails.load(mailId)) !== undefined;
    await set(departmentId, nextDigest(directory.calendarOf(department), from, { hadToday }));
  }

  async function owedBy(departmentId: string): Promise<OwedTicket[] | undefined> {
    try {
      return await lists.owed.of(departmentId);
    } catch (cause) {
      if (cause instanceof Unavailable) return undefined;
      throw cause;
    }
  }

  /** Whether it is written, or nothing is owed. */
  async function write(departmentId: string, context: Context): Promise<boolean> {
    const owed = await owedBy(departmentId);
    if (!owed) return false;
    const draft = digestMailOf(await mailboxOf(directory, departmentId), owed, setting, now());
    if (draft) await queue.add(draft, context);
    return true;
  }

  return {
    plan,
    async planAll() {
      for (const { departmentId } of directory.departments()) await plan(departmentId);
    },
    async fired({ id: departmentId, plan: planned }, context) {
      const department = await directory.atLeast(departmentId, 1);
      if (!isOnboarded(department, now().toInstant(), clock.zone)) return plan(departmentId);
      const calendar = directory.calendarOf(department);
      const step = digestStep(calendar, dateOf(planned), now());
      if (step !== 'write') return set(departmentId, step);
      let next = nextDigest(calendar, now(), { hadToday: true });
      try {
        const written = await write(departmentId, context);
        if (!written) next = { date: now().toPlainDate(), at: now().add(ASK_AGAIN) };
      } finally {
        // Also where writing fails: one bad morning must not end all others.
        await set(departmentId, next);
      }
    },
  };
}

/**
 * After a start, and when messages come again after a break, every department's timer is set: hours or the city's clock may
 * be others by now, or the timers were lost. Ends with `life`.
 */
export function planDigestsAnew({ directory, logger, timers }: Notify, digests: Digests, life: Lifecycle): void {
  const plan = async () => {
    await digests.planAll();
    return directory.departments().length;
  };
  restoreTimers('digests', plan, { timers, isUp: () => directory.isLoaded(), logger, life });
}

/** From when on the department is to be told: now, or the day it joins. */
function joinedBy({ onboardedOn }: Department, now: Now): Now | undefined {
  if (onboardedOn === undefined) return undefined;
  const joins = Temporal.PlainDate.from(onboardedOn).toZonedDateTime(now.timeZoneId);
  return Temporal.ZonedDateTime.compare(joins, now) > 0 ? joins : now;
}

/** A day as the number that the timer carries: 20261124. */
function planOf({ year, month, day }: Temporal.PlainDate): number {
  return year * 10_000 + month * 100 + day;
}

function dateOf(plan: number): string {
  const digits = String(plan).padStart(8, '0');
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}
