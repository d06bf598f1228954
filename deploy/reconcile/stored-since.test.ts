import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { firstStoredSince, type Place } from './stored-since.ts';

/** An event that was stored under a sequence, so many seconds after the first. */
function place(sequence: number, second: number, id = `e${second}`): Place {
  const storedAt = new Date(Date.UTC(2026, 10, 23, 10) + second * 1_000);
  return { sequence, id, time: storedAt.toISOString(), storedAt };
}

const whole = [1, 2, 3, 5, 6, 8].map((sequence) => place(sequence, sequence));

describe('what was stored since a loss', () => {
  it.each<[string, Place[], Place[], number | undefined]>([
    ['is nothing where nothing was lost', whole, whole, undefined],
    ['is nothing where the end was lost', whole.slice(0, 3), whole, undefined],
    ['is nothing where all was lost', [], whole, undefined],
    ['is nothing where the copy lags behind', [...whole, place(9, 9)], whole, undefined],
    [
      'is nothing where the copy misses something in between',
      whole,
      [...whole.slice(0, 2), ...whole.slice(3)],
      undefined,
    ],
    ['is nothing where something was erased in the stream alone', whole.slice(1), whole, undefined],
    ['begins where the copy has another event', [...whole.slice(0, 2), place(3, 100)], whole, 3],
    ['begins where the same was decided again', [place(1, 100, 'e1')], whole, 1],
    ['begins in a hole of the copy', [...whole.slice(0, 3), place(4, 100)], whole, 4],
    ['begins in a hole that was filled meanwhile', [...whole.slice(0, 3), place(4, 100)], filled(place(4, 100)), 4],
    ['is nothing behind the end of the copy', [...whole, place(2_000, 100)], whole, undefined],
  ])('%s', (_, stream, copied, first) => {
    expect(firstStoredSince(stream, copied)).toBe(first);
  });

  it('is found wherever the loss began and whatever was erased, projected and made again before', () => {
    fc.assert(
      fc.property(history(), ({ stream, copied, first }) => expect(firstStoredSince(stream, copied)).toBe(first)),
      { numRuns: 500 },
    );
  });
});

function filled(...added: Place[]): Place[] {
  return [...whole, ...added].sort((a, b) => a.sequence - b.sequence);
}

/** A stream that kept some of its beginning, with some events stored since; those in holes of the copy may be projected. */
function history() {
  return fc
    .record({
      holes: fc.array(fc.boolean(), { minLength: 3, maxLength: 30 }),
      keeps: fc.nat(30),
      adds: fc.nat(20),
      projected: fc.array(fc.boolean(), { minLength: 20, maxLength: 20 }),
      wasMadeAgain: fc.boolean(),
    })
    .map(({ holes, keeps, adds, projected, wasMadeAgain }) => {
      const end = holes.length;
      const originals = holes.flatMap((isHole, index) => (isHole ? [] : [place(index + 1, index)]));
      const level = Math.min(keeps, end);
      // Made again before, a stream has all its events from that day, the copy has them from when they happened.
      const kept = originals.filter(({ sequence }) => sequence <= level);
      const again = kept.map((each) => ({ ...each, storedAt: place(0, 1_000).storedAt }));
      const added = Array.from({ length: adds }, (_, index) => place(level + 1 + index, 2_000 + index));
      const taken = new Set(originals.map(({ sequence }) => sequence));
      const inHoles = added.filter(({ sequence }, index) => !taken.has(sequence) && projected[index]);
      const copied = [...originals, ...inHoles].sort((a, b) => a.sequence - b.sequence);
      const lastLost = originals.filter(({ sequence }) => sequence > level).at(-1)?.sequence ?? 0;
      const first = added.find(({ sequence }) => sequence <= lastLost)?.sequence;
      return { stream: [...(wasMadeAgain ? again : kept), ...added], copied, first };
    });
}
