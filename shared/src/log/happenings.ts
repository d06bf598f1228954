import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { Happened } from '../decision.ts';
import { type Clock, formatTimestamp } from '../time/index.ts';
import type { Append } from './append.ts';
import { dataSchema, type Envelope, eventIdFor } from './envelope.ts';
import { remember } from './handled.ts';
import type { Context, Loaded } from './load.ts';

/** What a decision's events look like on the wire, in their order, and the aggregate after the last of them. */
interface Happenings<State> {
  readonly events: readonly [Append, ...Append[]];
  readonly state: State;
}

/** Where an event comes from, and when. */
interface Origin {
  readonly source: string;
  readonly clock: Clock;
}

/**
 * Numbers a decision's events and puts them into their envelopes. Each of them remembers the cause, since the newest
 * message of the aggregate is the one that is loaded.
 */
export function happeningsOf<A extends AggregateContract>(
  contract: A,
  id: string,
  decision: Happened<StateOf<A>>,
  { context, loaded, source, clock }: Origin & { context: Context; loaded: Loaded<StateOf<A>> | undefined },
): Happenings<StateOf<A>> {
  const time = formatTimestamp(clock.now(), clock.zone);
  const previous = (loaded?.state as { revision?: number } | undefined)?.revision ?? 0;
  const firstId = eventIdFor(contract.name, id, context.cause.id);
  const handled = remember(loaded?.handled ?? [], context.cause, firstId, time);

  function append(happened: Happened<StateOf<A>>, index: number): Append & { state: StateOf<A> } {
    const state = { ...happened.state, revision: previous + index + 1 } as StateOf<A>;
    if (contract.idOf(state) !== id) throw new Error(`${contract.name}: the decision changed the id`);
    const data = { ...happened.extra, [contract.name]: state, handled };
    // What is stored is read for years: an event that doesn't fit its own contract must not get in.
    happened.contract.data.parse(data);
    const envelope: Envelope = {
      specversion: '1.0',
      id: index === 0 ? firstId : eventIdFor(contract.name, id, context.cause.id, index),
      type: happened.contract.type,
      source,
      subject: id,
      time,
      dataschema: dataSchema(happened.contract),
      correlationid: loaded?.correlationId ?? context.correlationId ?? id,
      causationid: context.cause.id,
      authtype: context.actor.type,
      authid: context.actor.id,
      data,
    };
    return { subject: contract.subject(state, happened.contract.token), envelope, state };
  }

  const { before } = decision;
  if (!before) {
    const only = append(decision, 0);
    return { events: [only], state: only.state };
  }
  const last = append(decision, 1);
  return { events: [append(before, 0), last], state: last.state };
}
