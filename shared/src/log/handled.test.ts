import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Cause } from '../decision.ts';
import { Refusal } from '../errors.ts';
import { Temporal } from '../time/index.ts';
import { findHandled, remember } from './handled.ts';

const start = Temporal.Instant.from('2026-11-23T09:00:00Z');
const after = (hours: number) => start.add({ minutes: Math.round(hours * 60) });
const later: Cause = { id: 'later' };

describe('what already led to an event', () => {
  it.each<[string, Cause, number, boolean]>([
    ['a key within 7 days', { id: 'k', body: 'b' }, 24 * 7, true],
    ['a key after 7 days is forgotten', { id: 'k', body: 'b' }, 24 * 7 + 1, false],
    ['an event within 90 days', { id: 'e', lasting: true }, 24 * 90, true],
    ['an event after 90 days is forgotten', { id: 'e', lasting: true }, 24 * 90 + 1, false],
    ['a request within 10 minutes', { id: 'r' }, 0.1, true],
    ['a request after 10 minutes is forgotten', { id: 'r' }, 0.5, false],
  ])('%s', (_, cause, hours, known) => {
    const first = remember([], cause, 'event-1', start.toString());
    expect(first).toMatchObject([{ cause: cause.id, event: 'event-1', at: '2026-11-23T09:00:00Z' }]);
    const second = remember(first, later, 'event-2', after(hours).toString());
    expect(findHandled(second, cause)?.event).toBe(known ? 'event-1' : undefined);
    expect(findHandled(second, later)?.event).toBe('event-2');
  });

  it.each<[string, Cause, Cause, boolean]>([
    ['the same key and body', { id: 'k', body: 'b' }, { id: 'k', body: 'b' }, true],
    ['the same key, another body', { id: 'k', body: 'b' }, { id: 'k', body: 'c' }, false],
    ['a key without its body', { id: 'k', body: 'b' }, { id: 'k' }, false],
    ['an event', { id: 'e', lasting: true }, { id: 'e', lasting: true }, true],
  ])('%s', (_, first, second, same) => {
    const handled = remember([], first, 'event-1', start.toString());
    if (same) expect(findHandled(handled, second)).toMatchObject({ event: 'event-1' });
    else expect(() => findHandled(handled, second)).toThrow(Refusal);
  });

  it('forgets nothing that may come again, whatever else happens', () => {
    const causes = fc.array(
      fc.record({ kind: fc.constantFrom('key', 'event'), wait: fc.integer({ min: 0, max: 23 }) }),
      {
        maxLength: 7,
      },
    );
    fc.assert(
      fc.property(causes, (steps) => {
        let handled = remember([], { id: 'first', body: 'b' }, 'event-0', start.toString());
        let hours = 0;
        for (const [index, { kind, wait }] of steps.entries()) {
          hours += wait;
          const cause: Cause = kind === 'key' ? { id: `${index}`, body: 'b' } : { id: `${index}`, lasting: true };
          handled = remember(handled, cause, `event-${index}`, after(hours).toString());
        }
        expect(handled.map(({ cause }) => cause)).toEqual(['first', ...steps.map((_, index) => `${index}`)]);
      }),
    );
  });
});
