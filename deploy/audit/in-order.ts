/**
 * Lines in the order of their times where they arrive nearly so, as several writers each store what they did a moment
 * later. Of a list however long only `held` lines wait at once, many more than are ever behind.
 */
export function createOrdered(say: (line: string) => void, held = 50_000) {
  let waiting: { time: number; line: string }[] = [];

  function sayAllBut(kept: number): void {
    waiting.sort((one, other) => one.time - other.time);
    const ready = waiting.slice(0, waiting.length - kept);
    waiting = waiting.slice(ready.length);
    for (const { line } of ready) say(line);
  }

  return {
    /** `time` in milliseconds; those of the same stay as they came. */
    add(time: number, line: string): void {
      waiting.push({ time, line });
      if (waiting.length >= 2 * held) sayAllBut(held);
    },
    end: () => sayAllBut(0),
  };
}
