import { z } from 'zod';
import { joinRanges, MINUTES_PER_DAY, timeText, type Range } from './time-span.ts';
import { toWeekday, WEEKDAYS, type Weekday } from './weekday.ts';
import type { WeeklyHours } from './weekly-hours.ts';

/** The text is no opening hours. `position` is the character the message speaks of, counted from 1. */
export class HoursError extends Error {
  override readonly name = 'HoursError';
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

/** Office hours as an editor writes them; for schemas at an edge, where the message names the place. */
export const HoursText = z
  .string()
  .max(500)
  .superRefine((text, context) => {
    try {
      parseHours(text);
    } catch (error) {
      if (!(error instanceof HoursError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
    }
  });

type Day = Weekday | 'PH';
type Tables = Record<Weekday, Range[]> & { PH?: Range[] };

/**
 * Reads this subset of OSM's opening hours: rules parted by `;`, each with days (`Mo`, `Mo-Th`, `Sa-Mo`, `Mo,We,PH`)
 * and times (`08:00-12:00,13:30-16:00`, up to `24:00`) or `off`. The first rule may have no days, then it is for every
 * day, or be `24/7`. As in OSM
 * - a later rule replaces an earlier one for the same day, and intervals that overlap become one;
 * - hours past midnight (`Fr 22:00-02:00`) belong from 00:00 on to the next day, whose later rules replace them too;
 * - without a rule for `PH`, a holiday is like its weekday.
 *
 * Refused, as it would surprise an editor: a rule for weekdays after one for `PH` (it would open holidays again), and
 * holiday hours past midnight. Throws `HoursError`.
 */
export function parseHours(text: string): WeeklyHours {
  const source = new Source(text);
  const tables: Tables = { Mo: [], Tu: [], We: [], Th: [], Fr: [], Sa: [], Su: [] };
  readFirstRule(source, tables);
  while (source.take(/;/y) !== undefined) readRule(source, tables);
  if (!source.atEnd()) source.fail('«;» and the next rule, or the end,');

  const weekdays = WEEKDAYS.map((day) => [day, spansOf(tables[day])]);
  return { ...(Object.fromEntries(weekdays) as WeeklyHours), ...(tables.PH && { PH: spansOf(tables.PH) }) };
}

function spansOf(ranges: readonly Range[]) {
  return joinRanges(ranges).map(({ from, to }) => ({ from: timeText(from), to: timeText(to) }));
}

function readFirstRule(source: Source, tables: Tables): void {
  if (source.take(/24\/7/y) !== undefined) replace(tables, WEEKDAYS, [{ from: 0, to: MINUTES_PER_DAY }]);
  else if (source.sees(/\d|off\b/y)) replace(tables, WEEKDAYS, readTimes(source, WEEKDAYS));
  else readRule(source, tables);
}

function readRule(source: Source, tables: Tables): void {
  const start = source.position();
  const days = readDays(source);
  if (tables.PH && !days.includes('PH')) source.fail('rules for PH last, as later rules override them,', start);
  replace(tables, days, readTimes(source, days));
}

/** Sets the hours of `days`, and adds what runs past midnight to the day after. */
function replace(tables: Tables, days: readonly Day[], ranges: readonly Range[]): void {
  for (const day of days) tables[day] = [];
  for (const day of days) {
    for (const { from, to } of ranges) {
      tables[day]!.push({ from, to: Math.min(to, MINUTES_PER_DAY) });
      if (to > MINUTES_PER_DAY && day !== 'PH') tables[dayAfter(day)].push({ from: 0, to: to - MINUTES_PER_DAY });
    }
  }
}

function dayAfter(day: Weekday): Weekday {
  return WEEKDAYS[(WEEKDAYS.indexOf(day) + 1) % WEEKDAYS.length]!;
}

function readDays(source: Source): Day[] {
  const days: Day[] = [];
  do {
    const first = readDay(source);
    if (first === 'PH' || source.take(/[-–]/y) === undefined) days.push(first);
    else days.push(...daysFrom(first, readWeekday(source)));
  } while (source.take(/,/y) !== undefined);
  return [...new Set(days)];
}

function readDay(source: Source): Day {
  return source.take(/PH\b/y) === undefined ? readWeekday(source) : 'PH';
}

function readWeekday(source: Source): Weekday {
  const start = source.position();
  const name = source.take(/\p{L}+/uy) ?? '';
  const day = toWeekday(name);
  if (day === undefined) return source.fail('a day such as Mo, Tu or PH', start);
  return day === name ? day : source.fail(`the English ${day}`, start);
}

/** From `first` to `last`, over Sunday where need be. */
function daysFrom(first: Weekday, last: Weekday): Weekday[] {
  const days = [first];
  for (let day = first; day !== last; days.push(day)) day = dayAfter(day);
  return days;
}

/** Minutes since the day began; `to` is past 1440 where the hours run past midnight. None for `off`. */
function readTimes(source: Source, days: readonly Day[]): Range[] {
  if (source.take(/off\b/y) !== undefined) return [];
  const spans: Range[] = [];
  do {
    const start = source.position();
    const from = readTime(source, 'a time like 08:00');
    if (from === MINUTES_PER_DAY) source.fail('a beginning before 24:00', start);
    if (source.take(/[-–]/y) === undefined) source.fail('«-» and the time it ends');
    const end = source.position();
    const to = readTime(source, 'a time like 17:00');
    if (from === to) source.fail('an end other than the beginning', end);
    const past = to > from ? 0 : MINUTES_PER_DAY;
    if (to + past > MINUTES_PER_DAY && days.includes('PH')) source.fail('holiday hours that end by 24:00', start);
    spans.push({ from, to: to + past });
  } while (source.take(/,/y) !== undefined);
  return spans;
}

function readTime(source: Source, expected: string): number {
  const start = source.position();
  const [hour, minute] =
    source
      .take(/\d{1,2}:\d\d(?!\d)/y)
      ?.split(':')
      .map(Number) ?? [];
  if (hour === undefined || minute === undefined) return source.fail(expected, start);
  const minutes = hour * 60 + minute;
  return minute < 60 && minutes <= MINUTES_PER_DAY ? minutes : source.fail('a time from 00:00 to 24:00', start);
}

/** Walks through the text, over white space, and says where it stopped. */
class Source {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The place of the next token, from 0. */
  position(): number {
    while (/\s/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at;
  }

  atEnd(): boolean {
    return this.position() === this.#text.length;
  }

  sees(token: RegExp): boolean {
    token.lastIndex = this.position();
    return token.test(this.#text);
  }

  /** The next token if it is of this shape (a sticky expression); undefined otherwise. */
  take(token: RegExp): string | undefined {
    token.lastIndex = this.position();
    const found = token.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  fail(expected: string, at = this.position()): never {
    const word = /^(?:[^\s;,]{1,20}|.)/u.exec(this.#text.slice(at))?.[0];
    throw new HoursError(
      `expected ${expected} at character ${at + 1} (${word === undefined ? 'the end of the text' : `«${word}»`})`,
      at + 1,
    );
  }
}
