import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { accountOf, ownerOf } from './accounts.ts';

const kinds = fc.constantFrom('department' as const, 'frontend' as const);
const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('the name of an account', () => {
  it('tells whose it is', () => {
    fc.assert(fc.property(kinds, ids, (kind, id) => expect(ownerOf(accountOf(kind, id))).toEqual({ kind, id })));
  });

  it.each([
    ['melde-pass', 'melde_pass'],
    ['Melde', 'melde'],
    ['a_b-c', 'a-b_c'],
  ])('is another for %s than for %s', (one, other) => {
    expect(accountOf('department', one)).not.toBe(accountOf('department', other));
  });

  it.each(['CORE', 'SYS', '$G', '', 'DEPT_', 'FRONT_', 'dept_asyl'])(
    'names no owner where there is none: «%s»',
    (name) => {
      expect(ownerOf(name)).toBeUndefined();
    },
  );
});
