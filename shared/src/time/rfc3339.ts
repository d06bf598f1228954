import { Temporal } from './temporal.ts';

/** The text is no moment in time; the message says what was expected. */
export class TimestampError extends Error {
  override readonly name = 'TimestampError';
}

// Temporal itself also reads zone names in brackets, hours alone as offset and dates without dashes.
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** Most timestamps are made for the same second as the one before, and making one is a twentieth of an append. */
let latest = { second: NaN, zone: '', text: '' };

/** RFC 3339 in whole seconds (the rest is cut off) with the zone's offset: `2027-03-30T08:00:00+02:00`. */
export function formatTimestamp(instant: Temporal.Instant, zone: string): string {
  const second = Math.floor(instant.epochMilliseconds / 1_000);
  if (second !== latest.second || zone !== latest.zone) {
    latest = { second, zone, text: instant.toString({ timeZone: zone, smallestUnit: 'second' }) };
  }
  return latest.text;
}

/** Reads RFC 3339 with `Z` or an offset; throws `TimestampError` on anything else, also on 30 February. */
export function parseTimestamp(text: string): Temporal.Instant {
  if (!RFC_3339.test(text)) throw notATimestamp(text);
  try {
    return Temporal.Instant.from(text);
  } catch (cause) {
    throw notATimestamp(text, { cause });
  }
}

function notATimestamp(text: string, options?: ErrorOptions): TimestampError {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return new TimestampError(`expected a time like 2027-03-30T08:00:00+02:00 («${shown}»)`, options);
}
