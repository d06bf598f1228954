import { type Call, CallAggregate } from '@serviceportal/shared/contracts';
import type { Actor } from '@serviceportal/shared/identity';
import { type Context, derivedUuid } from '@serviceportal/shared/log';
import type { Service } from '@serviceportal/shared/service';
import { fact } from '@serviceportal/shared/telemetry';
import { formatTimestamp, type Temporal } from '@serviceportal/shared/time';
import { receiveCall } from './domain/call.ts';

const received = fact('call received', 'Calls, by whether the hotline was open', ['hours']);

/** A call as whoever reports it knows it. */
export interface ReportedCall {
  readonly line: 'hotline';
  readonly from?: string;
  readonly agentId?: string;
  readonly source: string;
  readonly at: Temporal.Instant;
}

export type TakeCall = (reported: ReportedCall, by: { cause: Context['cause']; actor: Actor }) => Promise<Call>;

/** The one way a call comes in, by HTTP as from the bus. The id derives from the cause: the same report twice is one call. */
export function createTakeCall({ log, directory, clock, logger }: Service): TakeCall {
  const calls = log.aggregate(CallAggregate);
  return async ({ at, ...reported }, { cause, actor }) => {
    const callId = derivedUuid(`call\n${cause.id}`);
    const withinHours = directory.hotlineCalendar().isOpen(at);
    const command = { ...reported, callId, withinHours, receivedAt: formatTimestamp(at, clock.zone) };
    const { state, repeated } = await calls.handle(callId, { cause, actor }, (call) => receiveCall(command, call));
    if (!repeated) received(logger, { hours: withinHours ? 'open' : 'closed', callId, source: state.source });
    return state;
  };
}
