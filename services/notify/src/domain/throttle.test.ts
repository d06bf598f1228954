import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dropSlot, isThrottled, nextSlot, putSlot, type Slot } from './throttle.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const slotsAt = (...minutes: number[]) => {
  const slots: Slot[] = [];
  for (const minute of minutes) putSlot(slots, { mailId: `m${slots.length}`, at: minute * MINUTE });
  return slots;
};
const minutesOf = (slots: readonly Slot[]) => slots.map(({ at }) => at / MINUTE);

/** Tries every moment at which a slot begins or its hour ends. */
function firstThatFits(slots: readonly Slot[], earliest: number, limit: number): number {
  const fits = (at: number) => {
    const all = [...slots.map((slot) => slot.at), at].sort((a, b) => a - b);
    return all.every((begin, index) => (all[index + limit] ?? Infinity) - begin >= HOUR);
  };
  const candidates = [earliest, ...slots.map(({ at }) => at + HOUR).filter((at) => at > earliest)];
  return candidates.sort((a, b) => a - b).find(fits)!;
}

describe('mails to one address', () => {
  it('go at once up to the limit, then an hour after the first of the last six', () => {
    const slots: Slot[] = [];
    for (let mail = 0; mail < 14; mail++) {
      putSlot(slots, { mailId: `m${mail}`, at: nextSlot(slots, mail * MINUTE, 6) });
    }
    expect(minutesOf(slots)).toEqual([0, 1, 2, 3, 4, 5, 60, 61, 62, 63, 64, 65, 120, 121]);
  });

  it('do not wait for what is planned for tomorrow', () => {
    const tomorrow = 22 * 60;
    const slots = slotsAt(...Array.from({ length: 6 }, () => tomorrow));
    expect(nextSlot(slots, 0, 6)).toBe(0);
    expect(nextSlot(slots, tomorrow * MINUTE, 6)).toBe(23 * HOUR);
  });

  it('go at the first moment that leaves no more than the limit within any hour', () => {
    const wishes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 25 });
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 7 }), (minutes, limit) => {
        const slots: Slot[] = [];
        for (const [index, minute] of minutes.entries()) {
          const at = nextSlot(slots, minute * MINUTE, limit);
          expect(at).toBe(firstThatFits(slots, minute * MINUTE, limit));
          putSlot(slots, { mailId: `m${index}`, at });
        }
        slots.slice(limit).forEach(({ at }, index) => expect(at - slots[index]!.at).toBeGreaterThanOrEqual(HOUR));
      }),
    );
  });

  it('have one slot each, in order of time', () => {
    const slots = slotsAt(30, 10, 20);
    expect(minutesOf(slots)).toEqual([10, 20, 30]);
    putSlot(slots, { mailId: 'm1', at: 25 * MINUTE });
    expect(minutesOf(slots)).toEqual([20, 25, 30]);
    dropSlot(slots, 'm2');
    dropSlot(slots, 'unknown');
    expect(minutesOf(slots)).toEqual([25, 30]);
  });

  it.each([
    ['ticket-answer', false],
    ['ticket-answer-notice', false],
    ['escalation', false],
    ['department-digest', false],
    ['ticket-status', true],
    ['callback-moved', true],
  ] as const)('with %s are held back: %s', (template, held) => {
    expect(isThrottled(template)).toBe(held);
  });
});
