import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { stepsFrom } from './sequence-plan.ts';

const sequences = fc.uniqueArray(fc.integer({ min: 1, max: 60 })).map((all) => all.sort((a, b) => a - b));

describe('the places of events in a stream that is made again', () => {
  it('are those they had, whatever was erased in between and wherever an earlier run ended', () => {
    fc.assert(
      fc.property(sequences, fc.nat(70), (all, level) => {
        const steps = [
          ...stepsFrom(
            level,
            all.map((sequence) => ({ sequence })),
          ),
        ];
        const stored = steps.flatMap((step, index) =>
          step === 'placeholder' ? [] : [[step.event.sequence, level + 1 + index]],
        );
        expect(stored).toEqual(all.filter((sequence) => sequence > level).map((sequence) => [sequence, sequence]));
        expect(steps.at(-1)).not.toBe('placeholder');
      }),
    );
  });
});
