import { CallAggregate, type TimerDue } from '@serviceportal/shared/contracts';
import { Permanent } from '@serviceportal/shared/errors';
import { type Context, pause } from '@serviceportal/shared/log';
import { type Retention, RETENTION_TIMER } from '@serviceportal/shared/retention';
import type { Service } from '@serviceportal/shared/service';
import { Temporal } from '@serviceportal/shared/time';
import { CALL_LIMIT_TIMER, type CallLimits } from '../call-limits.ts';
import { giveUpCall } from '../domain/call-limit.ts';
import { callOver } from '../facts.ts';

/** Clocks of two machines differ that much; a timer that is earlier was set for another clock. */
const WORTH_WAITING_MS = 5_000;

/**
 * A call's timer fired. It ends the call only if the call still stands under a limit that has passed; a call that was
 * answered since, or a clock that was changed, has the timer set again.
 */
export function onTimerDue(
  { log, clock, logger }: Service,
  callLimits: CallLimits,
  retention: Retention,
  closing: AbortSignal,
) {
  const calls = log.aggregate(CallAggregate);
  return async (timer: TimerDue, context: Context): Promise<void> => {
    const { kind, id: callId, at } = timer;
    if (kind === RETENTION_TIMER) return retention.fired(timer);
    if (kind !== CALL_LIMIT_TIMER) throw new Permanent('unknown-timer', `no timer of ours is a ${kind}`);
    if (!(await calls.load(callId))) return;
    const earlyMs = Temporal.Instant.from(at).since(clock.now()).total('milliseconds');
    if (earlyMs > 0 && earlyMs <= WORTH_WAITING_MS) await pause(Math.ceil(earlyMs), closing);
    const now = clock.now();
    const { state, repeated } = await calls.handle(callId, context, (call) =>
      giveUpCall(callLimits.limits, call, now, clock.zone),
    );
    if (!repeated) callOver(logger, { state: state.state, by: 'limit', callId });
    await callLimits.keep(state);
  };
}
