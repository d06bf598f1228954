import { describe, expect, it } from '@jest/globals';
import { createTrialAddresses } from './trial-addresses.ts';

describe('a trial address', () => {
  it.each([
    ['erika@example.org', [undefined, undefined]],
    ['tempfail@example.org', [451, 451]],
    ['451@example.org', [451, 451]],
    ['TempFail-1@example.org', [451, undefined]],
    ['permfail@example.org', [550, 550]],
    ['550@example.org', [550, 550]],
    ['not-tempfail@example.org', [undefined, undefined]],
  ])('%s is answered %j', (address, codes) => {
    const trial = createTrialAddresses();
    expect(codes.map(() => trial.refuse(address)?.code)).toEqual(codes);
  });
});
