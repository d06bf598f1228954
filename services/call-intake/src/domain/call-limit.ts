import type { Call } from '@serviceportal/shared/contracts';
import { alreadyDone, type Decision } from '@serviceportal/shared/decision';
import { formatTimestamp, Temporal } from '@serviceportal/shared/time';
import { endCall, type Moment, unknownCall } from './call.ts';

/** How long a call may ring, and how long it may go on once answered, in minutes. */
export interface Limits {
  readonly ringing: number;
  readonly talk: number;
}

/** When a call that nobody ended is taken for over. `plan`: 1 while it rings, 2 once it is answered. */
export interface OpenLimit {
  readonly plan: 1 | 2;
  readonly at: Moment;
}

/** The limit the call stands under; undefined once it is over. */
export function limitOf(
  { receivedAt, answeredAt, endedAt }: Call,
  limits: Limits,
  zone: string,
): OpenLimit | undefined {
  if (endedAt) return undefined;
  const after = (moment: Moment, minutes: number) =>
    formatTimestamp(Temporal.Instant.from(moment).add({ minutes }), zone);
  return answeredAt
    ? { plan: 2, at: after(answeredAt, limits.talk) }
    : { plan: 1, at: after(receivedAt, limits.ringing) };
}

/** The limit has passed and nobody ended the call: its frontend vanished. Nothing where the call has time left. */
export function giveUpCall(
  limits: Limits,
  call: Call | undefined,
  now: Temporal.Instant,
  zone: string,
): Decision<Call> {
  if (!call) return unknownCall();
  const limit = limitOf(call, limits, zone);
  if (!limit || Temporal.Instant.compare(limit.at, now) > 0) return alreadyDone;
  return endCall({ by: 'limit' }, call, formatTimestamp(now, zone));
}
