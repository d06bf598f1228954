import { describe, expect, it } from '@jest/globals';
import { Refusal } from '@serviceportal/shared/errors';
import fc from 'fast-check';
import { pageOfList } from './list.ts';

const itself = (item: string) => item;

describe('a list in pages', () => {
  it('is the list, whatever the page size', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.integer({ min: 1, max: 200 }), (items, limit) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = pageOfList(items, itself, { limit, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items);
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(items);
      }),
    );
  });

  it('refuses a cursor that is none of its items', () => {
    expect(() => pageOfList(['a', 'b'], itself, { limit: 1, cursor: 'c' })).toThrow(Refusal);
  });
});
