import { setTimeout as pause } from 'node:timers/promises';

/** Asks until `check` returns without throwing; rejects with its last error after `withinMs`. Never a bare sleep. */
export async function eventually<T>(check: () => T | Promise<T>, withinMs = 10_000): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (cause) {
      if (performance.now() > deadline) throw cause;
      await pause(20);
    }
  }
}
