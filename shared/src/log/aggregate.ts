import type { JetStreamManager } from '@nats-io/jetstream';
import type { AggregateContract, StateOf } from '../contracts/define.ts';
import type { Handled } from '../contracts/handled.ts';
import { alreadyDone, type AlreadyDone, type Decision, type DecisionOnTwo, type Happened } from '../decision.ts';
import { Refusal, refuse, Unavailable } from '../errors.ts';
import type { Actor } from '../identity/index.ts';
import type { Clock } from '../time/index.ts';
import { appendBoth, appendEvent } from './append.ts';
import { isErased, refuseErased } from './forget.ts';
import { findHandled } from './handled.ts';
import { happeningsOf } from './happenings.ts';
import type { Link } from './link.ts';
import { type Context, createLoader, expectationOf, type Loaded } from './load.ts';
import { createRecent } from './recent.ts';
import { MOST_TRIES, type Tried, untilSettled } from './until-settled.ts';

/** What a command led to: the aggregate after it. `repeated`: it had been done before, nothing was appended now. */
export interface Outcome<State> {
  readonly state: State;
  readonly sequence: number;
  readonly repeated: boolean;
}

/** What to do on a state for an actor: the one the event will name, so that a rule never asks about another. */
export type Decide<State> = (state: State | undefined, actor: Actor) => Decision<State>;

/** The same on two states. */
export type DecideOnTwo<State> = (
  first: State | undefined,
  second: State | undefined,
  actor: Actor,
) => DecisionOnTwo<State>;

type Both<State> = readonly [Outcome<State>, Outcome<State>];

export interface Aggregates<State> {
  /** The aggregate, one direct get; `undefined` where there is none. In a cluster it may be that of a moment ago. */
  load(id: string): Promise<Loaded<State> | undefined>;
  /** Like `load`, but asks the stream's leader, who has every event that was acknowledged, and refuses with `not-found`. */
  require(id: string): Promise<Loaded<State>>;
  /** Load, decide, append; again when somebody else was first. Throws the `Refusal` that `decide` returns. */
  handle(id: string, context: Context, decide: Decide<State>): Promise<Outcome<State>>;
  /** Like `handle` for an aggregate that most likely isn't there yet: the first try spares the look at it. */
  begin(id: string, context: Context, decide: Decide<State>): Promise<Outcome<State>>;
  /**
   * Appends the marker that `decide` makes of the state; done already where there is one. From then on every command is
   * refused and every reaction finds its work done; the service's reaction to the marker deletes what was before it.
   */
  erase(id: string, context: Context, decide: Decide<State>): Promise<Outcome<State>>;
  /**
   * Like `handle` for two different aggregates, whose events are stored both or neither. Done already where either
   * remembers the cause.
   */
  handleBoth(ids: readonly [string, string], context: Context, decide: DecideOnTwo<State>): Promise<Both<State>>;
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
  readonly jsm: JetStreamManager;
  readonly link: Link;
  readonly source: string;
  readonly clock: Clock;
}

export function createAggregates<A extends AggregateContract>(contract: A, deps: Dependencies): Aggregates<StateOf<A>> {
  type State = StateOf<A>;
  const { load, loadFromLeader } = createLoader(contract, deps);
  const loader = (fromLeader: boolean) => (fromLeader ? loadFromLeader : load);

  const recent = createRecent<State>();

  type Look = (id: string) => Promise<Loaded<State> | undefined>;
  const nothingYet: Look = () => Promise.resolve(undefined);
  const lastSeen: Look = async (id) => recent.get(id) ?? load(id);

  const handleFrom = (firstLook: Look) => (id: string, context: Context, decide: Decide<State>) =>
    untilSettled(contract.name, async (fromLeader): Promise<Tried<Outcome<State>>> => {
      const loaded = await (fromLeader ? loadFromLeader : firstLook)(id);
      if (loaded && findHandled(loaded.handled, context.cause)) {
        return fromLeader ? { done: repeated(loaded) } : 'not-newest';
      }
      // What happened elsewhere needs no answer here any more; whoever asks gets one.
      if (loaded && staysErased(loaded) && context.cause.lasting) {
        return fromLeader ? { done: repeated(loaded) } : 'not-newest';
      }
      const by = context.worker ?? context.actor;
      const decision = refusedIfErased([loaded], ([state]) => decide(state, by));
      if (isNothing(decision)) return fromLeader ? { done: settled(decision, loaded) } : 'not-newest';
      return append(id, context, loaded, decision);
    });

  const handle = handleFrom(lastSeen);

  /** A gap is about words, not about a person: searched for again it begins anew. */
  function staysErased({ state }: Loaded<State>): boolean {
    return isErased(state) && contract.beginsAnew !== true;
  }

  /**
   * What is decided; of something erased only why not. Whoever is told the same where it is missing doesn't see it: a
   * stranger must not learn that it was there.
   */
  function refusedIfErased<D>(
    loaded: readonly (Loaded<State> | undefined)[],
    decided: (states: readonly (State | undefined)[]) => D,
  ): D | Refusal {
    const decision = decided(loaded.map((each) => each?.state));
    const left = loaded.map((each) => (each && staysErased(each) ? undefined : each));
    if (left.every((each, index) => each === loaded[index])) return decision;
    const unseen = decision instanceof Refusal && isSameRefusal(decision, decided(left.map((each) => each?.state)));
    return unseen ? decision : refuseErased(contract.name);
  }

  async function append(
    id: string,
    context: Context,
    loaded: Loaded<State> | undefined,
    decision: Happened<State>,
  ): Promise<Tried<Outcome<State>>> {
    const { events, state } = happeningsOf(contract, id, decision, { ...deps, context, loaded });
    const first = { ...events[0], expect: expectationOf(contract, id, loaded) };
    const result = await (events[1] ? appendBoth(deps.link, [first, events[1]]) : appendEvent(deps.link, first));
    if (result.outcome !== 'stored') {
      // Lost the answer, too: then what the log holds says whether this cause is done.
      recent.forget(id);
      return 'conflict';
    }
    const { sequence } = result;
    const { correlationid: correlationId, data } = events[0].envelope;
    recent.set(id, { state, sequence, handled: data['handled'] as Handled[], correlationId });
    return { done: { state, sequence, repeated: false } };
  }

  function settled(decision: Refusal | AlreadyDone, loaded: Loaded<State> | undefined): Outcome<State> {
    if (decision !== alreadyDone) throw decision;
    if (!loaded) throw new Error(`${contract.name}: nothing can be done already where nothing is`);
    return repeated(loaded);
  }

  const handleBoth = (
    ids: readonly [string, string],
    context: Context,
    decide: DecideOnTwo<State>,
  ): Promise<Both<State>> =>
    untilSettled(contract.name, async (fromLeader): Promise<Tried<Both<State>>> => {
      const [a, b] = await loadBoth(ids, loader(fromLeader));
      if ([a, b].some((each) => each && findHandled(each.handled, context.cause))) {
        return { done: await bothRepeated(ids) };
      }
      const by = context.worker ?? context.actor;
      const decision = refusedIfErased([a, b], ([first, second]) => decide(first, second, by));
      if (isNothing(decision)) {
        return fromLeader ? { done: [settled(decision, a), settled(decision, b)] } : 'not-newest';
      }
      if (ids[0] === ids[1]) throw new Error(`${contract.name}: these are not two`);
      const [first, second] = [eventOf(ids[0], context, a, decision[0]), eventOf(ids[1], context, b, decision[1])];
      const result = await appendBoth(deps.link, [first.event, second.event]);
      for (const id of ids) recent.forget(id);
      if (result.outcome !== 'stored') return 'conflict';
      return {
        done: [
          { state: first.state, sequence: result.sequence - 1, repeated: false },
          { state: second.state, sequence: result.sequence, repeated: false },
        ],
      };
    });

  const loadBoth = (ids: readonly [string, string], loadOne: Look) => Promise.all([loadOne(ids[0]), loadOne(ids[1])]);

  /** Anew: of two that were loaded one after the other the first may have been read just before the batch. */
  async function bothRepeated(ids: readonly [string, string]): Promise<Both<State>> {
    const [a, b] = await loadBoth(ids, loadFromLeader);
    if (!a || !b) throw new Error(`${contract.name}: one of two was done without the other`);
    return [repeated(a), repeated(b)];
  }

  function eventOf(id: string, context: Context, loaded: Loaded<State> | undefined, decision: Happened<State>) {
    const { events, state } = happeningsOf(contract, id, decision, { ...deps, context, loaded });
    if (events[1]) throw new Error(`${contract.name}: of two aggregates each has one event`);
    return { event: { ...events[0], expect: expectationOf(contract, id, loaded) }, state };
  }

  return {
    load,
    handle,
    begin: handleFrom(nothingYet),
    async erase(id, context, decide) {
      const loaded = await loadFromLeader(id);
      if (loaded && isErased(loaded.state)) return repeated(loaded);
      return handleFrom(loadFromLeader)(id, { ...context, cause: { ...context.cause, lasting: true } }, decide);
    },
    handleBoth,
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

function repeated<State>({ state, sequence }: Loaded<State>): Outcome<State> {
  return { state, sequence, repeated: true };
}

function isSameRefusal({ code, detail }: Refusal, other: unknown): boolean {
  return other instanceof Refusal && other.code === code && other.detail === detail;
}

function isNothing(decision: unknown): decision is Refusal | AlreadyDone {
  return decision === alreadyDone || decision instanceof Refusal;
}
