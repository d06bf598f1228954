const FIRST_MS = 500;
const LONGEST_MS = 30_000;
const STEADY_MS = 60_000;

/** Crashes in a row, counting the one just seen; a run of a minute or more begins a new count. */
export function crashesInARow(before: number, ranForMs: number): number {
  return ranForMs >= STEADY_MS ? 1 : before + 1;
}

/** How long to wait before starting again after so many crashes in a row (from 1): 0.5 s, doubling up to 30 s. */
export function restartPause(crashes: number): number {
  return Math.min(FIRST_MS * 2 ** (crashes - 1), LONGEST_MS);
}
