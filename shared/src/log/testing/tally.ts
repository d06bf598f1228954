import { z } from 'zod';
import { defineAggregate, defineEvent } from '../../contracts/define.ts';
import { alreadyDone, type Decision, type DecisionOnTwo, happened } from '../../decision.ts';
import { refuse } from '../../errors.ts';

/** The smallest aggregate worth testing with: it counts up. It lives among the calls, whose stream has everything. */
export const Tally = z.object({
  tallyId: z.string(),
  total: z.number().int(),
  erasedAt: z.string().optional(),
  revision: z.number().int().positive(),
});
export type Tally = z.infer<typeof Tally>;

export const TallyAggregate = defineAggregate({
  name: 'tally',
  stream: 'CALLS',
  state: Tally,
  idOf: (tally) => tally.tallyId,
  filter: (tallyId) => `calls.${tallyId}.>`,
  subject: (tally, token) => `calls.${tally.tallyId}.${token}`,
  subjects: 'calls.*.>',
});

export const TallyOpened = defineEvent('TallyOpened', {
  version: 1,
  summary: 'Somebody began to count.',
  aggregate: TallyAggregate,
});

export const TallyCounted = defineEvent('TallyCounted', {
  version: 1,
  summary: 'The count went up.',
  aggregate: TallyAggregate,
  data: { by: z.number().int() },
});

export const TallyErased = defineEvent('TallyErased', {
  version: 1,
  summary: 'Whose tally it was is forgotten.',
  aggregate: TallyAggregate,
});

export function openTally(tallyId: string): Decision<Tally> {
  return happened(TallyOpened, { tallyId, total: 0 });
}

/** Counts up, from nothing too; by 0 there is nothing to do. At most 1,000. */
export function count(tallyId: string, by: number): (tally: Tally | undefined) => Decision<Tally> {
  return (tally) => {
    if (by === 0 && tally) return alreadyDone;
    const total = (tally?.total ?? 0) + by;
    if (total > 1_000) return refuse('conflict', 'This tally is full.');
    return happened(TallyCounted, { ...tally, tallyId, total }, { by });
  };
}

/** Takes from one tally what it adds to another; both must be there, and none goes below nothing. */
export function shift(by: number) {
  return (from: Tally | undefined, to: Tally | undefined): DecisionOnTwo<Tally> => {
    if (!from || !to) return refuse('not-found', 'There is no such tally.');
    if (from.total < by) return refuse('conflict', 'There is not so much to take.');
    return [
      happened(TallyCounted, { ...from, total: from.total - by }, { by: -by }),
      happened(TallyCounted, { ...to, total: to.total + by }, { by }),
    ];
  };
}
