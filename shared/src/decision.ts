import type { EventContract, ExtraOf, StateOf } from './contracts/define.ts';
import type { Refusal } from './errors.ts';

/**
 * Why a command is done: what must never lead to a second event of the same aggregate. With `body` it is an
 * Idempotency-Key (both are HMACs); a `lasting` cause is an event or timer, which may come again for months; else it is
 * one request.
 */
export interface Cause {
  readonly id: string;
  readonly body?: string;
  readonly lasting?: true;
}

/** What a decision wants appended: the event and the aggregate after it (its `revision` is counted by the log). */
export interface Happened<State> {
  readonly contract: EventContract;
  readonly state: State;
  readonly extra: Record<string, unknown>;
  /** Another event of the same aggregate that is stored just before this one, or neither is. */
  readonly before?: Happened<State>;
}

/** The state already is as the command wants it; nothing is appended. */
export const alreadyDone = Symbol('already done');
export type AlreadyDone = typeof alreadyDone;

export type Decision<State> = Happened<State> | Refusal | AlreadyDone;

/** A decision about two aggregates: one event of each, stored both or neither, in this order. */
export type DecisionOnTwo<State> = readonly [Happened<State>, Happened<State>] | Refusal | AlreadyDone;

/** An aggregate before the log has counted its revision. */
export type Unnumbered<State> = Omit<State, 'revision'> & { revision?: number };

/** The event `contract` with the aggregate's new state and what the event carries besides it. */
export function happened<C extends EventContract>(
  contract: C,
  state: Unnumbered<StateOf<C['aggregate']>>,
  ...[extra]: Record<never, never> extends ExtraOf<C> ? [extra?: ExtraOf<C>] : [extra: ExtraOf<C>]
): Happened<StateOf<C['aggregate']>> {
  return { contract, state: state as StateOf<C['aggregate']>, extra: extra ?? {} };
}

/** Two events of one aggregate that must become visible together; `second` holds the aggregate after both. */
export function happenedTogether<State>(first: Happened<State>, second: Happened<State>): Happened<State> {
  return { ...second, before: first };
}
