import type { Loaded } from './load.ts';

/** What this process itself stored last of each aggregate: a first look that costs no question to the server. */
export interface Recent<State> {
  get(id: string): Loaded<State> | undefined;
  set(id: string, loaded: Loaded<State>): void;
  forget(id: string): void;
}

/** A busy minute's worth; the longest unused goes first. */
const MOST = 1_000;

/**
 * Others may have gone on with the aggregate since: so it is good only to decide on what is then compared and set, and
 * what comes to nothing is looked at anew.
 */
export function createRecent<State>(): Recent<State> {
  const kept = new Map<string, Loaded<State>>();
  return {
    get: (id) => kept.get(id),
    set(id, loaded) {
      kept.delete(id);
      kept.set(id, loaded);
      if (kept.size > MOST) kept.delete(kept.keys().next().value!);
    },
    forget: (id) => void kept.delete(id),
  };
}
