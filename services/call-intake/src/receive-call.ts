import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { type Context, derivedUuid } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { receiveCall } from './domain/call.ts';
import { callReceived } from './facts.ts';

/** A call as whoever reports it knows it. */
export interface ReportedCall {
  readonly line: 'hotline';
  readonly from?: string;
  readonly agentId?: string;
  readonly source: string;
  readonly at: Temporal.Instant;
}

export type TakeCall = (reported: ReportedCall, by: { cause: Context['cause']; actor: Actor }) => Promise<Call>;

/** A single request's own id sorts by time; what may come again gives the same id again. */
function callIdFrom({ id, body, lasting }: Context['cause']): string {
  return body === undefined && !lasting ? id : derivedUuid(`call\n${id}`);
}

/** The one way a call comes in, by HTTP as from the bus. The id derives from the cause: the same report twice is one call. */
export function createTakeCall({ log, directory, clock, logger }: Service): TakeCall {
  const calls = log.aggregate(CallAggregate);
  return async ({ at, ...reported }, { cause, actor }) => {
    const callId = callIdFrom(cause);
    const withinHours = directory.hotlineCalendar().isOpen(at);
    const command = { ...reported, callId, withinHours, receivedAt: formatTimestamp(at, clock.zone) };
    const { state, repeated } = await calls.begin(callId, { cause, actor }, (call) => receiveCall(command, call));
    if (!repeated) callReceived(logger, { hours: withinHours ? 'open' : 'closed', callId, source: state.source });
    return state;
  };
}
