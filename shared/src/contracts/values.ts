import { z } from 'zod';
import { WEEKDAYS } from '../time/weekday.ts';

/** What comes from outside and becomes a subject token. */
export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "-" or "_"')
  .describe('1 to 64 letters, digits, "-" or "_"');

/** What the sign-in calls a person: `anna.agent`, an address, a UUID. Never becomes a subject token. */
export const PersonId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, 'must be the id that the sign-in gives, without spaces, at most 128 characters')
  .describe('what the sign-in calls a person');

/** A short readable name in an address: lower case letters, digits and dashes. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower case letters, digits and "-", at most 64')
  .describe('lower case letters, digits and "-", at most 64');

/** A moment as RFC 3339 with offset. */
export const Timestamp = z.iso.datetime({ offset: true });

/** A day of the calendar, `2026-11-23`. */
export const CalendarDate = z.iso.date();

/** A wall-clock time of a day, `08:00`; `24:00` ends a day. */
export const WallTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'must be a time like 08:00');

export const Weekday = z.enum(WEEKDAYS);
export type Weekday = z.infer<typeof Weekday>;

/**
 * A text on one line, of `shortest` to `longest` characters: line breaks and control characters become a space, so that nobody
 * can write lines of their own into a printed page or a header. Surrounding space is cut first.
 */
export function oneLine(longest: number, shortest = 1) {
  return z
    .string()
    .overwrite((given) => given.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '))
    .trim()
    .min(shortest)
    .max(longest);
}
