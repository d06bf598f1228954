/**
 * The main path of two checkouts beside each other: what a change costs, or gains. Both systems run; calls arrive at one of
 * them at a time, in turns of some seconds, by lot which comes first. So what else the machine does meets both, and a pair
 * costs no start:
 *
 *   npm run bench in-turns -- --other <folder of the other checkout, dependencies installed>
 *                             [--rate 200 --seconds 10 --pairs 30 --json figures.json]
 *
 * Prints p50 and p99 of request to outcome and the processor time of every pair, and the geometric mean of this checkout's
 * figures by the other's with its 95 % interval. The other's own load generator is used: it must have the same load.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Turn, TurnResult } from './in-turns/contestant.ts';

const { values } = parseArgs({
  options: {
    other: { type: 'string' },
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '10' },
    pairs: { type: 'string', default: '30' },
    json: { type: 'string' },
  },
});
if (!values.other) {
  console.log('in-turns: name another checkout to compare this one with, by --other.');
  process.exit(0);
}
const turn: Turn = { perSecond: Number(values.rate), seconds: Number(values.seconds), tickets: 0.2 };
/** Both runtimes compile what runs often; until then a request costs twice as much. */
const WARM_UP: Turn = { perSecond: 100, seconds: 20, tickets: 0.2 };
/** Of the normal distribution, for 95 %. */
const Z = 1.96;

// One after the other: each looks for free ports.
const other = await enter(values.other);
const here = await enter(fileURLToPath(new URL('..', import.meta.url)));
for (const each of [other, here]) await take(each, WARM_UP);

const pairs: { other: TurnResult; here: TurnResult; load: number }[] = [];
for (let n = 0; n < Number(values.pairs); n++) {
  const isOtherFirst = Math.random() < 0.5;
  const first = await take(isOtherFirst ? other : here, turn);
  const second = await take(isOtherFirst ? here : other, turn);
  const pair = isOtherFirst ? { other: first, here: second } : { other: second, here: first };
  pairs.push({ ...pair, load: Number(loadavg()[0]!.toFixed(1)) });
}
for (const each of [other, here]) each.disconnect();
await Promise.all([once(other, 'exit'), once(here, 'exit')]);

console.table(
  pairs.map((pair) => ({
    'p50 other': pair.other.p50,
    'p50 here': pair.here.p50,
    'p99 other': pair.other.p99,
    'p99 here': pair.here.p99,
    'cpu s/1,000 other': pair.other.cpuSecondsPer1000,
    'cpu s/1,000 here': pair.here.cpuSecondsPer1000,
    'without outcome': pair.other.lost + pair.here.lost,
    load: pair.load,
  })),
);
const figures = ['p50', 'p99', 'cpuSecondsPer1000'] as const;
const summary = Object.fromEntries(figures.map((figure) => [figure, compared(figure)]));
console.table(summary);
if (values.json) {
  const report = { date: new Date().toISOString(), turn, summary, pairs };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function enter(folder: string): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('in-turns/contestant.ts', import.meta.url)), [folder], { cwd: folder });
  child.once('exit', (code) => code && process.exit(code));
  await once(child, 'message');
  return child;
}

async function take(contestant: ChildProcess, wanted: Turn): Promise<TurnResult> {
  contestant.send(wanted);
  const [result] = (await once(contestant, 'message')) as [TurnResult];
  return result;
}

/** The medians, and how many times the other's figure ours is. */
function compared(figure: (typeof figures)[number]) {
  const logs = pairs.map((pair) => Math.log(pair.here[figure] / pair.other[figure]));
  const mean = logs.reduce((sum, each) => sum + each, 0) / logs.length;
  const variance = logs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (logs.length - 1);
  const margin = Z * Math.sqrt(variance / logs.length);
  return {
    'median other': median(pairs.map((pair) => pair.other[figure])),
    'median here': median(pairs.map((pair) => pair.here[figure])),
    'here / other': rounded(Math.exp(mean)),
    from: rounded(Math.exp(mean - margin)),
    to: rounded(Math.exp(mean + margin)),
    'pairs above 1': logs.filter((each) => each > 0).length,
  };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return rounded((sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2);
}

function rounded(number: number): number {
  return Number(number.toFixed(2));
}
