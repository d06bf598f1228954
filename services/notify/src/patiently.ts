import { Unavailable } from '@serviceportal/shared/errors';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import { pause } from '@serviceportal/shared/log';

const ASK_AGAIN_MS = 2_000;

/** Asks until what is needed is there; `undefined` when `life` ends first. */
export async function patiently<T>(ask: () => Promise<T>, { signal }: Lifecycle): Promise<T | undefined> {
  while (!signal.aborted) {
    try {
      return await ask();
    } catch (cause) {
      if (!(cause instanceof Unavailable)) throw cause;
      await pause(ASK_AGAIN_MS, signal);
    }
  }
  return undefined;
}
