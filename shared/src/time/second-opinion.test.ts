import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCalendar } from './calendar.ts';
import { parseHours } from './opening-hours.ts';
import { formatTimestamp } from './rfc3339.ts';
import { Temporal } from './temporal.ts';
import { timeText } from './time-span.ts';
import { WEEKDAYS } from './weekday.ts';

const BERLIN = 'Europe/Berlin';
/** North Rhine-Westphalia, 2026 and 2027. */
const HOLIDAYS = [
  ...['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-05-14', '2026-05-25', '2026-06-04', '2026-10-03'],
  ...['2026-11-01', '2026-12-25', '2026-12-26', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-01', '2027-05-06'],
  ...['2027-05-17', '2027-05-27', '2027-10-03', '2027-11-01', '2027-12-25', '2027-12-26'],
];

const day = fc.constantFrom(...WEEKDAYS);
const days = fc
  .uniqueArray(
    fc.oneof(
      day,
      fc.tuple(day, day).map(([first, last]) => `${first}-${last}`),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((list) => list.join(','));
const quarter = (min: number, max: number) => fc.integer({ min, max }).map((n) => timeText(n * 15));
const span = fc.tuple(quarter(0, 95), quarter(0, 96)).filter(([from, to]) => from !== to);
const times = fc
  .oneof(fc.array(span, { minLength: 1, maxLength: 3 }), fc.constant([]))
  .map((spans) => spans.map(([from, to]) => `${from}-${to}`).join(',') || 'off');
const daytimes = fc.tuple(quarter(0, 47), quarter(48, 96)).map(([from, to]) => `${from}-${to}`);
const rule = fc.tuple(days, times).map(([on, open]) => `${on} ${open}`);
const firstRule = fc.oneof({ weight: 3, arbitrary: rule }, times, fc.constant('24/7'));
const holidayRule = fc.oneof(
  fc.constant('PH off'),
  daytimes.map((open) => `PH ${open}`),
  fc.tuple(day, daytimes).map(([on, open]) => `${on},PH ${open}`),
);
const text = fc
  .tuple(firstRule, fc.array(rule, { maxLength: 3 }), fc.option(holidayRule))
  .map(([first, rules, holidays]) => [first, ...rules, ...(holidays ? [holidays] : [])].join('; '));

const start = Temporal.Instant.from('2026-01-01T00:00:00+01:00').epochMilliseconds;
const anyQuarter = fc.integer({ min: 0, max: 2 * 365 * 96 - 1 }).map((n) => start + n * 900_000);
const onHoliday = fc
  .tuple(fc.constantFrom(...HOLIDAYS), fc.integer({ min: -96, max: 191 }))
  .map(([date, n]) => Temporal.PlainDate.from(date).toZonedDateTime(BERLIN).epochMilliseconds + n * 900_000);
/** The package reckons from midnight in minutes and back over midnight in 24 hours: wrong where the clock changes. */
const CLOCK_CHANGES = ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31'].map((date) => {
  const midnight = Temporal.PlainDate.from(date).toZonedDateTime(BERLIN);
  return { from: midnight.epochMilliseconds, to: midnight.add({ days: 1, hours: 2 }).epochMilliseconds };
});
const moment = fc
  .oneof({ weight: 4, arbitrary: anyQuarter }, { weight: 1, arbitrary: onHoliday })
  .filter((at) => !CLOCK_CHANGES.some(({ from, to }) => from <= at && at < to));
const moments = fc.array(moment, { minLength: 50, maxLength: 50 });

interface Question {
  text: string;
  moments: number[];
}

function secondOpinion(asked: Question[]): boolean[][] {
  const script = fileURLToPath(new URL('./second-opinion.ts', import.meta.url));
  const options = { input: JSON.stringify(asked), env: { ...process.env, TZ: BERLIN }, stdio: 'pipe' } as const;
  return JSON.parse(execFileSync(process.execPath, [script], options).toString()) as boolean[][];
}

function differences({ text, moments }: Question, answers: boolean[]): string[] {
  const office = createCalendar({ zone: BERLIN, hours: parseHours(text), holidays: HOLIDAYS, exceptions: [] });
  return moments
    .map((moment) => Temporal.Instant.fromEpochMilliseconds(moment))
    .filter((moment, n) => office.isOpen(moment) !== answers[n])
    .map((moment) => `«${text}» at ${formatTimestamp(moment, BERLIN)}`);
}

describe('the opening_hours package', () => {
  it('agrees at 5,000 moments of generated hours', () => {
    const asked = fc.sample(fc.record({ text, moments }), 100);
    const answers = secondOpinion(asked);
    expect(asked.flatMap((question, n) => differences(question, answers[n]!))).toEqual([]);
  });

  it('reads the city’s time, whatever the zone of this process', () => {
    const monday = Temporal.Instant.from('2026-11-23T10:00:00+01:00').epochMilliseconds;
    const fridayAfternoon = Temporal.Instant.from('2026-11-27T13:30:00+01:00').epochMilliseconds;
    expect(secondOpinion([{ text: 'Mo-Fr 08:00-13:00', moments: [monday, fridayAfternoon] }])).toEqual([[true, false]]);
  });
});
