import { describe, expect, it } from '@jest/globals';
import type { AuditAnchor } from '@serviceportal/shared/contracts';
import { Temporal } from '@serviceportal/shared/time';
import { type Mention, missingAnchors, missingOf } from './anchored.ts';

/** A year and a day after the records of 2026-11-22 and before were written. */
const now = Temporal.Instant.from('2027-11-23T10:00:00Z');
const OLD = '2026-11-22T02:00:00Z';
const YOUNG = '2026-11-25T02:00:00Z';
const hash = 'x'.repeat(43);

const chain = (first: number, last: number) => {
  return { writer: 'tickets.a', messages: last - first + 1, first, last, from: YOUNG, to: YOUNG };
};
const mention = (after: number, number: number, times: Partial<Mention> = {}): Mention => {
  return { anchor: 7, anchorAt: YOUNG, previousAt: OLD, after, number, hash, at: YOUNG, ...times };
};
const firstOfAll = (anchorAt: string) => mention(0, 10, { anchor: 1, anchorAt, previousAt: undefined });

describe('of a chain', () => {
  it.each([
    ['that is new nothing is missing', chain(1, 3), [], undefined],
    ['that went on after its anchor nothing is missing', chain(1, 12), [mention(0, 10)], undefined],
    [
      'the end is missing where an anchor saw more',
      chain(1, 9),
      [mention(0, 10)],
      /^ends at 9, but anchor 7 saw message 10/,
    ],
    ['all is missing where an anchor saw it', undefined, [mention(0, 10)], /^is gone, but anchor 7 saw message 10/],
    ['all may be gone that has aged out', undefined, [mention(0, 10, { at: OLD })], undefined],
    ['what is old may not be gone where younger is', chain(1, 9), [mention(0, 10, { at: OLD })], /^ends at 9/],
    ['the beginning may have aged out before any anchor that is there', chain(6, 12), [mention(5, 10)], undefined],
    ['the beginning may have aged out since the anchor before', chain(8, 12), [mention(5, 10)], undefined],
    [
      'the beginning is missing where it was written after a young anchor',
      chain(8, 12),
      [mention(5, 10, { previousAt: YOUNG })],
      /^begins at 8, but anchor 7 covers younger messages/,
    ],
    ['the beginning is missing where no anchor covers it', chain(2, 12), [], /^begins at 2, and no anchor covers/],
    [
      'the beginning is missing behind the last anchor',
      chain(12, 14),
      [mention(0, 10)],
      /^begins at 12, and no anchor covers/,
    ],
    [
      'the beginning before the first anchor of all may have aged out',
      chain(3, 12),
      [firstOfAll('2026-11-23T09:00:00Z')],
      undefined,
    ],
    ['or is missing where that anchor is young', chain(3, 12), [firstOfAll(YOUNG)], /^begins at 3/],
  ])('%s', (_what, given, mentions, wanted) => {
    const missing = missingOf(given, mentions, now);
    if (wanted === undefined) expect(missing).toBeUndefined();
    else expect(missing).toMatch(wanted);
  });
});

describe('the anchors', () => {
  const anchor = (number: number, previousAt?: string): AuditAnchor => {
    const link = { writer: 'directory.anchors', number, previous: number === 1 ? '' : hash, at: YOUNG, hash };
    return { ...link, heads: [], ...(previousAt !== undefined && { previousAt }) };
  };
  it.each([
    ['may be none', undefined, undefined],
    ['may be all there', anchor(1), undefined],
    ['may have aged out', anchor(5, OLD), undefined],
    ['are missing where the one before is young', anchor(5, YOUNG), /^begin at 5/],
    ['are missing where nobody knows', anchor(5), /^begin at 5/],
  ])('%s', (_what, first, wanted) => {
    const missing = missingAnchors(first, now);
    if (wanted === undefined) expect(missing).toBeUndefined();
    else expect(missing).toMatch(wanted);
  });
});
