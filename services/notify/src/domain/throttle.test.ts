import { describe, expect, it } from '@jest/globals';
import { Temporal } from '@serviceportal/shared/time';
import fc from 'fast-check';
import { isThrottled, nextSlot } from './throttle.ts';

const start = Temporal.Instant.from('2026-11-23T09:00:00Z');
const HOUR_MS = 3_600_000;
const minutesAfter = (at: Temporal.Instant) => at.since(start).total({ unit: 'minutes' });

describe('mails to one address', () => {
  it('go at once up to the limit, then an hour after the first of the last six', () => {
    const slots: Temporal.Instant[] = [];
    for (let mail = 0; mail < 14; mail++) slots.push(nextSlot(slots, start.add({ minutes: mail }), 6));
    expect(slots.map(minutesAfter)).toEqual([0, 1, 2, 3, 4, 5, 60, 61, 62, 63, 64, 65, 120, 121]);
  });

  it('do not wait for what is planned for tomorrow', () => {
    const tomorrow = Array.from({ length: 6 }, () => start.add({ hours: 22 }));
    expect(minutesAfter(nextSlot(tomorrow, start, 6))).toBe(0);
    expect(minutesAfter(nextSlot(tomorrow, tomorrow[0]!, 6))).toBe(23 * 60);
  });

  it('are never more than the limit within any hour, and none goes before it may', () => {
    const wishes = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 25 });
    fc.assert(
      fc.property(wishes, fc.integer({ min: 1, max: 7 }), (minutes, limit) => {
        const slots: Temporal.Instant[] = [];
        for (const wish of minutes) {
          const earliest = start.add({ minutes: wish });
          const slot = nextSlot(slots, earliest, limit);
          expect(Temporal.Instant.compare(slot, earliest)).toBeGreaterThanOrEqual(0);
          slots.push(slot);
        }
        const sorted = slots.map(({ epochMilliseconds }) => epochMilliseconds).sort((a, b) => a - b);
        sorted.slice(limit).forEach((at, index) => expect(at - sorted[index]!).toBeGreaterThanOrEqual(HOUR_MS));
      }),
    );
  });

  it('are not held back where they bring an answer', () => {
    expect(
      ['ticket-answer', 'ticket-answer-notice', 'ticket-status', 'escalation'].map((t) => isThrottled(t as never)),
    ).toEqual([false, false, true, true]);
  });
});
