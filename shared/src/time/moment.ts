import { z } from 'zod';
import { parseTimestamp, TimestampError } from './rfc3339.ts';
import { Temporal } from './temporal.ts';

const EARLIEST = Temporal.Instant.from('2000-01-01T00:00:00Z');
const LATEST = Temporal.Instant.from('2100-01-01T00:00:00Z');

/**
 * In a command or query: a moment in, an instant out. Years outside this century are slips of the pen, and no calendar
 * knows their holidays. The `+` of an offset that somebody left bare in an address arrives as a space and is read as `+`.
 */
export const Moment = z
  .string()
  .max(40, 'must be a time with offset like 2026-11-23T10:00:00+01:00')
  .transform((text, context) => {
    try {
      const instant = parseTimestamp(text.replace(/ (?=\d\d:\d\d$)/, '+'));
      const [early, late] = [EARLIEST, LATEST].map((end) => Temporal.Instant.compare(instant, end));
      if (early! >= 0 && late! < 0) return instant;
      context.addIssue({ code: 'custom', message: 'must lie between the years 2000 and 2100' });
    } catch (error) {
      if (!(error instanceof TimestampError)) throw error;
      context.addIssue({ code: 'custom', message: 'must be a time with offset like 2026-11-23T10:00:00+01:00' });
    }
    return z.NEVER;
  })
  .describe('RFC 3339 with offset, like 2026-11-23T10:00:00+01:00');
