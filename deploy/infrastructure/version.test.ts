import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findVersion, isAtLeast, showVersion, type Version } from './version.ts';

const version = fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99));

describe('a version', () => {
  it.each<[string, Version | undefined]>([
    ['nats-server: v2.15.2', [2, 15, 2]],
    ['db version v7.0.5\nBuild Info: {"version": "7.0.5"}', [7, 0, 5]],
    ['javac 17', undefined],
    ['javac 17.0.15', [17, 0, 15]],
    ['nats-server: v2.14.3-RC.1', [2, 14, 3]],
    ['1.2', [1, 2, 0]],
    ['', undefined],
  ])('is found in %j', (text, expected) => {
    expect(findVersion(text)).toEqual(expected);
  });

  it.each<[Version, Version, boolean]>([
    [[2, 14, 3], [2, 14, 3], true],
    [[2, 14, 2], [2, 14, 3], false],
    [[2, 15, 0], [2, 14, 3], true],
    [[2, 9, 25], [2, 14, 3], false],
    [[3, 0, 0], [2, 14, 3], true],
    [[1, 99, 99], [2, 14, 3], false],
  ])('%j is at least %j: %s', (got, minimum, expected) => {
    expect(isAtLeast(got, minimum)).toBe(expected);
  });

  it('is found again in what is shown of it, and is at least itself', () => {
    fc.assert(
      fc.property(version, (numbers) => {
        expect(findVersion(showVersion(numbers))).toEqual(numbers);
        expect(isAtLeast(numbers, numbers)).toBe(true);
      }),
    );
  });

  it('of two different ones exactly one is at least the other', () => {
    fc.assert(
      fc.property(version, version, (one, other) => {
        fc.pre(showVersion(one) !== showVersion(other));
        expect(isAtLeast(one, other)).toBe(!isAtLeast(other, one));
      }),
    );
  });
});
