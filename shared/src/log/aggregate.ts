import type { JetStreamClient, JetStreamManager, StoredMsg } from '@nats-io/jetstream';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { Handled } from '../contracts/handled.ts';
import { alreadyDone, type AlreadyDone, type Cause, type Decision, type Happened } from '../decision.ts';
import { Refusal, refuse, Unavailable } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import { type Clock, formatTimestamp } from '../time/index.ts';
import { appendEvent, filterOf } from './append.ts';
import { pause } from './connect.ts';
import { decodeEnvelope, dataSchema, type Envelope, eventIdFor, parsed } from './envelope.ts';
import { findHandled, remember } from './handled.ts';
import type { Link } from './link.ts';

/** Who does it, why, and what it belongs to. `correlationId` is the call (or ticket) it all began with. */
export interface Context {
  readonly cause: Cause;
  readonly actor: Actor;
  readonly correlationId?: string;
}

/** An aggregate as the log has it. `sequence` is that of its last event. */
export interface Loaded<State> {
  readonly state: State;
  readonly sequence: number;
  readonly handled: readonly Handled[];
  readonly correlationId: string;
}

/** What a command led to: the aggregate after it. `repeated`: it had been done before, nothing was appended now. */
export interface Outcome<State> {
  readonly state: State;
  readonly sequence: number;
  readonly repeated: boolean;
}

/** What to do on a state for an actor: the one the event will name, so that a rule never asks about another. */
export type Decide<State> = (state: State | undefined, actor: Actor) => Decision<State>;

export interface Aggregates<State> {
  /** The aggregate, one direct get; `undefined` where there is none. In a cluster it may be that of a moment ago. */
  load(id: string): Promise<Loaded<State> | undefined>;
  /** Like `load`, but asks the stream's leader, who has every event that was acknowledged, and refuses with `not-found`. */
  require(id: string): Promise<Loaded<State>>;
  /** Load, decide, append; again when somebody else was first. Throws the `Refusal` that `decide` returns. */
  handle(id: string, context: Context, decide: Decide<State>): Promise<Outcome<State>>;
  /**
   * A new aggregate whose id derives from the cause. `idFor(salt)` gives the id to try; the salt grows only where
   * another aggregate has that id already, so a second creation by the same cause finds the first.
   */
  create(
    context: Context,
    idFor: (salt: number) => string,
    decide: (id: string, actor: Actor) => Decision<State>,
  ): Promise<Outcome<State>>;
}

interface Dependencies {
  readonly js: JetStreamClient;
  readonly jsm: JetStreamManager;
  readonly link: Link;
  readonly source: string;
  readonly clock: Clock;
}

/** A conflict means that others write the same aggregate right now; so many in a row mean that something is wrong. */
const MOST_TRIES = 20;
const LONGEST_PAUSE_MS = 50;

export function createAggregates<A extends AggregateContract>(contract: A, deps: Dependencies): Aggregates<StateOf<A>> {
  type State = StateOf<A>;

  async function load(id: string): Promise<Loaded<State> | undefined> {
    const query = { last_by_subj: filterOf(contract, id) };
    const message = await deps.link.ask(() => deps.jsm.direct.getMessage(contract.stream, query));
    return message ? read(message) : undefined;
  }

  /** A replica may lag behind; the leader doesn't. */
  async function loadFromLeader(id: string): Promise<Loaded<State> | undefined> {
    const query = { last_by_subj: filterOf(contract, id) };
    const message = await deps.link.ask(() => deps.jsm.streams.getMessage(contract.stream, query));
    return message ? read(message) : undefined;
  }

  function read(message: StoredMsg): Loaded<State> {
    const envelope = decodeEnvelope(message.data);
    const state = envelope.data[contract.name];
    parsed(contract.state, state, 'bad-data');
    return {
      state: state as State,
      sequence: message.seq,
      handled: (envelope.data['handled'] ?? []) as Handled[],
      correlationId: envelope.correlationid,
    };
  }

  async function handle(id: string, context: Context, decide: Decide<State>): Promise<Outcome<State>> {
    let loaded = await load(id);
    let newest = false;
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      if (loaded && findHandled(loaded.handled, context.cause)) return outcome(loaded, true);
      const decision = decide(loaded?.state, context.actor);
      if (isHappened(decision)) {
        const appended = await append(id, context, loaded, decision);
        if (appended) return appended;
        await pause(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
      } else if (newest) {
        return settle(loaded, decision);
      }
      // What appends nothing is checked by nobody, so it must come from the newest state, which a replica may lack.
      loaded = await loadFromLeader(id);
      newest = true;
    }
    throw new Unavailable(`${contract.name}: others changed it ${MOST_TRIES} times in a row`);
  }

  function settle(loaded: Loaded<State> | undefined, decision: Refusal | AlreadyDone): Outcome<State> {
    if (decision !== alreadyDone) throw decision;
    if (!loaded) throw new Error(`${contract.name}: nothing can be done already where nothing is`);
    return outcome(loaded, true);
  }

  /**
   * The outcome where the event was stored; `undefined` where somebody else was first or the answer got lost: then what
   * the log holds says whether this cause is done.
   */
  async function append(
    id: string,
    context: Context,
    loaded: Loaded<State> | undefined,
    decision: Happened<State>,
  ): Promise<Outcome<State> | undefined> {
    const { envelope, state } = envelopeFor(id, context, loaded, decision);
    const subject = contract.subject(state, decision.contract.token);
    const at = { subject, lastSequence: loaded?.sequence ?? 0, filter: filterOf(contract, id) };
    const result = await appendEvent(deps, at, envelope);
    return result.outcome === 'stored' ? { state, sequence: result.sequence, repeated: false } : undefined;
  }

  function envelopeFor(
    id: string,
    context: Context,
    loaded: Loaded<State> | undefined,
    decision: Happened<State>,
  ): { envelope: Envelope; state: State } {
    const now = deps.clock.now();
    const eventId = eventIdFor(contract.name, id, context.cause.id);
    const previous = (loaded?.state as { revision?: number } | undefined)?.revision ?? 0;
    const state = { ...decision.state, revision: previous + 1 } as State;
    if (contract.idOf(state) !== id) throw new Error(`${contract.name}: the decision changed the id`);
    const data = {
      ...decision.extra,
      [contract.name]: state,
      handled: remember(loaded?.handled ?? [], context.cause, eventId, now),
    };
    // What is stored is read for years: an event that doesn't fit its own contract must not get in.
    decision.contract.data.parse(data);
    const envelope: Envelope = {
      specversion: '1.0',
      id: eventId,
      type: decision.contract.type,
      source: deps.source,
      subject: id,
      time: formatTimestamp(now, deps.clock.zone),
      dataschema: dataSchema(decision.contract),
      correlationid: loaded?.correlationId ?? context.correlationId ?? id,
      causationid: context.cause.id,
      authtype: context.actor.type,
      authid: context.actor.id,
      data,
    };
    return { envelope, state };
  }

  return {
    load,
    handle,
    async require(id) {
      const loaded = await loadFromLeader(id);
      if (!loaded) throw refuse('not-found', `There is no ${contract.name} with this id.`);
      return loaded;
    },
    async create(context, idFor, decide) {
      const taken = refuse('conflict', `Another ${contract.name} has this id.`);
      let tried: string | undefined;
      for (let salt = 0; salt < MOST_TRIES; salt++) {
        const id = idFor(salt);
        if (id === tried) throw taken;
        tried = id;
        try {
          return await handle(id, context, (state, actor) => (state ? taken : decide(id, actor)));
        } catch (cause) {
          if (cause !== taken) throw cause;
        }
      }
      throw new Unavailable(`${contract.name}: found no free id`);
    },
  };
}

function outcome<State>(loaded: Loaded<State>, repeated: boolean): Outcome<State> {
  return { state: loaded.state, sequence: loaded.sequence, repeated };
}

function isHappened<State>(decision: Decision<State>): decision is Happened<State> {
  return decision !== alreadyDone && !(decision instanceof Refusal);
}
