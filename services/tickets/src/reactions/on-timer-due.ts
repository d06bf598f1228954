import type { Ticket, TimerDue } from '@serviceportal/shared/contracts';
import type { Decision } from '@serviceportal/shared/decision';
import { Permanent } from '@serviceportal/shared/errors';
import { type Context, pause } from '@serviceportal/shared/log';
import { type Retention, RETENTION_TIMER } from '@serviceportal/shared/retention';
import { Temporal } from '@serviceportal/shared/time';
import { type DeadlineKind, DEADLINES, type Deadlines } from '../deadlines.ts';
import { raiseCallbackDue } from '../domain/callback-due.ts';
import { hasCome } from '../domain/deadline.ts';
import { raiseOverdue } from '../domain/overdue.ts';
import { ERASURE_TIMER, type ErasureWishes } from '../erasure-wishes.ts';
import { callbackDue, callbackOverdue, erasureDropped, personsErased } from '../facts.ts';
import type { Parts } from '../parts.ts';
import type { PersonErasing } from '../person-erasing.ts';

/** Clocks of two machines differ that much; a timer that is earlier was set for another clock. */
const WORTH_WAITING_MS = 5_000;

type Raise = (plan: number, ticket: Ticket | undefined, now: Temporal.Instant, zone: string) => Decision<Ticket>;

/** What becomes of a deadline that came, and the fact that is told of it. */
const RAISED = {
  'callback-due': { raise: raiseCallbackDue, fact: callbackDue },
  overdue: { raise: raiseOverdue, fact: callbackOverdue },
} as const satisfies Record<DeadlineKind, { raise: Raise; fact: unknown }>;

/** Who set the timers of this service. */
interface TimersOwners {
  readonly deadlines: Deadlines;
  readonly retention: Retention;
  readonly wishes: ErasureWishes;
  readonly personErasing: PersonErasing;
}

/**
 * A timer fired. It becomes an event only if the ticket still wants that plan and the time in the city has come; fired
 * early (the city's clock was changed) or for a plan that was replaced, it is set again for what the ticket wants now.
 */
export function onTimerDue(
  { tickets, clock, logger }: Parts,
  { deadlines, retention, wishes, personErasing }: TimersOwners,
  closing: AbortSignal,
) {
  return async (timer: TimerDue, context: Context): Promise<void> => {
    const { kind, id, plan } = timer;
    if (kind === RETENTION_TIMER) return retention.fired(timer);
    if (kind === ERASURE_TIMER) return finish(timer, context);
    if (!isOurs(kind)) throw new Permanent('unknown-timer', `no timer of ours is a ${kind}`);
    const { raise, fact } = RAISED[kind];
    const loaded = await tickets.load(id);
    const open = loaded && DEADLINES[kind](loaded.state);
    if (!open) return;
    const earlyMs = Temporal.Instant.from(open.at).since(clock.now()).total('milliseconds');
    if (earlyMs > 0 && earlyMs <= WORTH_WAITING_MS) await pause(Math.ceil(earlyMs), closing);
    const now = clock.now();
    if (open.plan !== plan || !hasCome(open, now)) return deadlines.keep(id, loaded.state);
    const { state, repeated } = await tickets.handle(id, context, (ticket) => raise(plan, ticket, now, clock.zone));
    if (!repeated) fact(logger, { department: state.departmentId, ticketId: id });
  };

  /** Mostly it was withdrawn: whoever asked for it has the answer. */
  async function finish(timer: TimerDue, context: Context): Promise<void> {
    const wish = await wishes.read(timer);
    if (!wish) return;
    const erasure = await personErasing.finish(wish, context);
    if (!erasure) return erasureDropped(logger, {});
    const { erased, pending } = erasure;
    const records = Object.values(erased).reduce((sum, count) => sum + count, 0);
    if (records > 0) personsErased(logger, { complete: String(pending.length === 0), records });
  }
}

function isOurs(kind: string): kind is DeadlineKind {
  return Object.hasOwn(DEADLINES, kind);
}
