import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createOrdered } from './in-order.ts';

it('lines are said by their times, those of one time as they came, and none is lost', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (times) => {
      const said: string[] = [];
      const ordered = createOrdered((line) => said.push(line), 100);
      times.forEach((time, index) => ordered.add(time, `${time}/${index}`));
      ordered.end();
      const wanted = times.map((time, index) => ({ time, line: `${time}/${index}` })).sort((a, b) => a.time - b.time);
      expect(said).toEqual(wanted.map(({ line }) => line));
    }),
  );
});

it('no more wait than it takes: what is behind by fewer still finds its place', () => {
  const said: number[] = [];
  let waiting = 0;
  let most = 0;
  const ordered = createOrdered((line) => {
    waiting--;
    said.push(Number(line));
  }, 10);
  for (let time = 0; time < 1_000; time++) {
    const late = time % 10 === 0 ? time + 9 : time - 1;
    ordered.add(late, String(late));
    most = Math.max(most, ++waiting);
  }
  ordered.end();
  expect(said).toEqual(Array.from({ length: 1_000 }, (_, time) => time));
  expect(most).toBeLessThanOrEqual(20);
});
