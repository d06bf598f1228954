import { describe, expect, it } from '@jest/globals';
import { crashesInARow, restartPause } from './backoff.ts';

describe('the pause before a restart', () => {
  it('doubles from half a second to half a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(restartPause)).toEqual([
      500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('begins anew after a minute of work', () => {
    expect(crashesInARow(0, 10)).toBe(1);
    expect(crashesInARow(5, 59_999)).toBe(6);
    expect(crashesInARow(5, 60_000)).toBe(1);
  });
});
