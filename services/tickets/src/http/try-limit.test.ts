import { describe, expect, it } from '@jest/globals';
import { createTryLimit } from './try-limit.ts';

describe('the limit of tries', () => {
  let now = 0;
  const limit = () => createTryLimit({ most: 3, withinMs: 1_000, now: () => now });
  const tooMany = /Zu viele Versuche/;

  it('refuses the one too many, for that key alone, until its time is over', () => {
    now = 0;
    const { attempt } = limit();
    for (let i = 0; i < 3; i++) attempt('7K3Q9F2M');
    expect(() => attempt('7K3Q9F2M')).toThrow(tooMany);
    attempt('another');
    now = 999;
    expect(() => attempt('7K3Q9F2M')).toThrow(tooMany);
    now = 1_000;
    attempt('7K3Q9F2M');
  });

  it('does not count right ones', () => {
    const { attempt } = limit();
    for (let i = 0; i < 10; i++) attempt('7K3Q9F2M')();
    attempt('7K3Q9F2M');
  });

  it('counts before it knows, so many at once do not slip through', () => {
    const { attempt } = limit();
    const pending = [1, 2, 3].map(() => attempt('7K3Q9F2M'));
    expect(() => attempt('7K3Q9F2M')).toThrow(tooMany);
    pending[0]!();
    attempt('7K3Q9F2M');
  });
});
