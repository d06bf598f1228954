import { expect, it } from '@jest/globals';
import { createRecentCallbacks } from './recent-callbacks.ts';

const AT = '2026-11-24T08:00:00+01:00';
const LATER = '2026-11-24T10:00:00+01:00';

function shown(recent: ReturnType<typeof createRecentCallbacks>): Record<string, string | undefined> {
  const entries = [...recent.of('standesamt')].map(([id, { callbackAt }]) => [id, callbackAt?.toString()]);
  return Object.fromEntries(entries) as Record<string, string | undefined>;
}

it('keeps the last that was seen of each ticket, by department', () => {
  const recent = createRecentCallbacks();
  recent.see('standesamt', 'A', AT);
  recent.see('standesamt', 'A', LATER);
  recent.see('standesamt', 'B', undefined);
  recent.see('ordnung', 'C', AT);
  expect(shown(recent)).toEqual({ A: '2026-11-24T09:00:00Z', B: undefined });
});

it('forgets after minutes, counted from the last time', () => {
  let now = 0;
  const recent = createRecentCallbacks(() => now);
  recent.see('standesamt', 'A', AT);
  recent.see('standesamt', 'B', AT);
  now = 200_000;
  recent.see('standesamt', 'A', AT);
  now = 300_000;
  recent.see('standesamt', 'C', AT);
  expect(Object.keys(shown(recent))).toEqual(['A', 'C']);
});

it('releases a reservation, but nothing that was stored', () => {
  const recent = createRecentCallbacks();
  recent.see('standesamt', 'A', AT, true);
  recent.see('standesamt', 'B', AT, true);
  recent.see('standesamt', 'B', AT);
  recent.release('standesamt', 'A');
  recent.release('standesamt', 'B');
  expect(Object.keys(shown(recent))).toEqual(['B']);
});
