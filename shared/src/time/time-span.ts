import { z } from 'zod';
import { Temporal } from './temporal.ts';

const timeOfDay = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time from 00:00 to 24:00');

/** A part of one day in wall-clock time, `from` included, `to` not; `24:00` is the end of the day. */
export const TimeSpan = z
  .object({ from: timeOfDay, to: timeOfDay })
  .refine(({ from, to }) => from < to, { message: 'must begin before it ends', path: ['to'] });
export type TimeSpan = z.infer<typeof TimeSpan>;

/** Anything with two comparable ends: minutes of a day, or milliseconds since 1970. `to` is not part of it. */
export interface Range {
  from: number;
  to: number;
}

export const MINUTES_PER_DAY = 24 * 60;

/** The minute of the day that `HH:MM` names, 0 to 1440; throws RangeError for any other text. */
export function minutesOf(time: string): number {
  if (!timeOfDay.safeParse(time).success) throw new RangeError(`«${time}» is not a time from 00:00 to 24:00`);
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/** 485 → `08:05`. */
export function timeText(minutes: number): string {
  return `${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0');
}

export function minuteRanges(spans: readonly TimeSpan[]): Range[] {
  return spans.map(({ from, to }) => ({ from: minutesOf(from), to: minutesOf(to) }));
}

/** In order of time, without empty ranges, those that overlap or touch made one. */
export function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = [];
  for (const range of ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && range.from <= last.to) last.to = Math.max(last.to, range.to);
    else joined.push({ ...range });
  }
  return joined;
}

/** What lies in both. */
export function commonRanges(left: readonly Range[], right: readonly Range[]): Range[] {
  return joinRanges(
    left.flatMap((a) => right.map((b) => ({ from: Math.max(a.from, b.from), to: Math.min(a.to, b.to) }))),
  );
}

/**
 * The moment at which clocks in `zone` show that minute of `date`. A time that the change to summer time skips moves
 * an hour on (02:30 → 03:30); of a time that comes twice in October the first is meant.
 */
export function instantAt(date: Temporal.PlainDate, minutes: number, zone: string): Temporal.Instant {
  const day = minutes === MINUTES_PER_DAY ? date.add({ days: 1 }) : date;
  const minute = minutes % MINUTES_PER_DAY;
  const plainTime = new Temporal.PlainTime(Math.floor(minute / 60), minute % 60);
  return day.toZonedDateTime({ timeZone: zone, plainTime }).toInstant();
}
