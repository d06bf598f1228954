import { Unavailable } from '../errors.ts';
import { pause } from './connect.ts';

/**
 * What a try came to: `conflict` where others were first or the answer got lost, `not-newest` where a replica's state led
 * to nothing being appended. What appends nothing is checked by nobody, so it must come from the leader's state.
 */
export type Tried<T> = { readonly done: T } | 'conflict' | 'not-newest';

/** A conflict means that others write the same aggregate right now; so many in a row mean that something is wrong. */
export const MOST_TRIES = 20;
const LONGEST_PAUSE_MS = 50;

/** Tries until it is done; all tries but the first are told to ask the leader. `Unavailable` after too many. */
export async function untilSettled<T>(name: string, once: (fromLeader: boolean) => Promise<Tried<T>>): Promise<T> {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const tried = await once(tries > 0);
    if (typeof tried === 'object') return tried.done;
    if (tried === 'conflict') await pause(Math.random() * Math.min(2 ** tries, LONGEST_PAUSE_MS));
  }
  throw new Unavailable(`${name}: others changed it ${MOST_TRIES} times in a row`);
}
