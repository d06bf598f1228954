import type { JetStreamManager } from '@nats-io/jetstream';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { Handled } from '../contracts/handled.ts';
import type { Cause } from '../decision.ts';
import { Unavailable } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import { type Expectation, filterOf } from './append.ts';
import { decodeEnvelope, parsed } from './envelope.ts';
import type { Link } from './link.ts';

/** Who does it, why, and what it belongs to. `correlationId` is the call (or ticket) it all began with. */
export interface Context {
  readonly cause: Cause;
  readonly actor: Actor;
  /** Whom the decision sees as the one who does it, where that isn't the actor: an account names its agent or clerk. */
  readonly worker?: Actor;
  readonly correlationId?: string;
}

/** An aggregate as the log has it. `sequence` is that of its last event. */
export interface Loaded<State> {
  readonly state: State;
  readonly sequence: number;
  readonly handled: readonly Handled[];
  readonly correlationId: string;
}

/** The status of a direct get's answer where no message is. */
const NOT_FOUND = 404;

/** Reads aggregates, one message each; `undefined` where there is none. */
export interface Loader<State> {
  readonly load: (id: string) => Promise<Loaded<State> | undefined>;
  /** A replica may lag behind; the leader doesn't. */
  readonly loadFromLeader: (id: string) => Promise<Loaded<State> | undefined>;
}

export function createLoader<A extends AggregateContract>(
  contract: A,
  { jsm, link }: { jsm: JetStreamManager; link: Link },
): Loader<StateOf<A>> {
  function read(data: Uint8Array, sequence: number): Loaded<StateOf<A>> {
    const envelope = decodeEnvelope(data);
    const state = envelope.data[contract.name];
    parsed(contract.state, state, 'bad-data');
    return {
      state: state as StateOf<A>,
      sequence,
      handled: (envelope.data['handled'] ?? []) as Handled[],
      correlationId: envelope.correlationid,
    };
  }

  return {
    async load(id) {
      const subject = `$JS.API.DIRECT.GET.${contract.stream}`;
      const payload = JSON.stringify({ last_by_subj: filterOf(contract, id) });
      const { data, headers } = await link.ask(() => link.request({ subject, payload }));
      if (headers?.code === NOT_FOUND) return undefined;
      const sequence = Number(headers?.get('Nats-Sequence'));
      if (!sequence) throw new Unavailable(`the log cannot say what it holds (${headers?.code})`);
      return read(data, sequence);
    },
    async loadFromLeader(id) {
      const query = { last_by_subj: filterOf(contract, id) };
      const message = await link.ask(() => jsm.streams.getMessage(contract.stream, query));
      return message ? read(message.data, message.seq) : undefined;
    },
  };
}

/** What an append to the aggregate expects: that nothing was added since it was loaded. */
export function expectationOf(contract: AggregateContract, id: string, loaded?: Loaded<unknown>): Expectation {
  return { lastSequence: loaded?.sequence ?? 0, filter: filterOf(contract, id) };
}
