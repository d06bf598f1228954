import { describe as about, expect, it } from '@jest/globals';
import type { Comparison } from './compare.ts';
import { describe, storedSince } from './describe.ts';

const level = {
  projection: { stream: 'TICKETS', name: 'tickets-view' },
  ...{ inLog: 1, last: 7, level: 7, waiting: 0, missing: [], conflicting: [], doubled: [] },
  ...{ onlyInDatabase: 0, behindTheLog: 0, outdated: [], unreadable: [] },
} as unknown as Comparison;
const lacking = { ...level, missing: [3], outdated: [3, 7] };

about('what a comparison found', () => {
  it('is one line that says what to do', () => {
    expect(describe(level, false)).toBe('TICKETS has 1 event up to 7 for tickets-view: level.');
    expect(describe(lacking, false)).toBe(
      'TICKETS has 1 event up to 7 for tickets-view: 1 event missing in the view (sequence 3): --repair; ' +
        '2 documents older than the log (sequence 3, 7): --repair.',
    );
  });

  it('is nothing to repair where the service has lost events, in this stream or in another', () => {
    for (const behindTheLog of [0, 2]) {
      const line = describe({ ...lacking, behindTheLog }, true);
      expect(line).toContain('1 event missing in the view (sequence 3): npm run reconcile -- --remake all');
      expect(line).not.toContain('--repair');
    }
  });
});

it.each([
  [1, '1 event that was stored since it was lost follows after those.'],
  [3, '3 events that were stored since it was lost follow after those.'],
])('%d stored since is told as %j', (added, sentence) => expect(storedSince(added)).toBe(sentence));
