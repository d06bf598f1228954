import type { TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import { type Context, pause } from '@serviceportal/shared/log';
import { Temporal } from '@serviceportal/shared/time';
import { CALLBACK_TIMER, type Deadlines } from '../deadlines.ts';
import { hasCome, openCallback, raiseCallbackDue } from '../domain/callback-due.ts';
import { callbackDue } from '../facts.ts';
import type { Parts } from '../parts.ts';

/** Clocks of two machines differ that much; a timer that is earlier was set for another clock. */
const WORTH_WAITING_MS = 5_000;

/**
 * A timer fired. It becomes an event only if the ticket still wants that plan and the time in the city has come; fired
 * early (the city's clock was changed) or for a plan that was replaced, it is set again for what the ticket wants now.
 */
export function onTimerDue({ tickets, clock, logger }: Parts, deadlines: Deadlines, closing: AbortSignal) {
  return async ({ kind, id, plan }: TimerDue, context: Context): Promise<void> => {
    if (kind !== CALLBACK_TIMER) throw new Permanent('unknown-timer', `no timer of ours is a ${kind}`);
    const loaded = await tickets.load(id);
    const open = loaded && openCallback(loaded.state);
    if (!open) return;
    const earlyMs = Temporal.Instant.from(open.at).since(clock.now()).total('milliseconds');
    if (earlyMs > 0 && earlyMs <= WORTH_WAITING_MS) await pause(Math.ceil(earlyMs), closing);
    const now = clock.now();
    if (open.plan !== plan || !hasCome(open, now)) return deadlines.keep(id, loaded.state);
    const { state, repeated } = await tickets.handle(id, context, (ticket) => raiseCallbackDue(plan, ticket, now));
    if (!repeated) callbackDue(logger, { department: state.departmentId, ticketId: id });
  };
}
