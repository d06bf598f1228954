import { ConfigError } from '../errors.ts';
import { parseTimestamp } from './rfc3339.ts';
import { Temporal } from './temporal.ts';

/** What time it is in the city. In production that is the real time; a development clock runs ahead of or behind it. */
export interface Clock {
  now(): Temporal.Instant;
  /** The real moment at which the city's clock shows `cityTime`; scheduled messages want that. */
  toReal(cityTime: Temporal.Instant): Temporal.Instant;
  /** The city's IANA time zone. */
  readonly zone: string;
}

/**
 * The clock that `CITY_CLOCK` names: unset is real time, `<city>@<real>` a clock that showed `city` at `real` and has
 * run on since, `<city>` alone one that starts now. Throws `ConfigError` for a bad value or an unknown zone.
 */
export function createClock(
  cityClock: string | undefined,
  zone: string,
  realNow: () => Temporal.Instant = () => Temporal.Now.instant(),
): Clock {
  requireZone(zone);
  const ahead = cityClock === undefined ? 0 : readLead(cityClock, realNow);
  return {
    now: ahead === 0 ? realNow : () => realNow().add({ milliseconds: ahead }),
    toReal: (cityTime) => cityTime.subtract({ milliseconds: ahead }),
    zone,
  };
}

/** By how many milliseconds the city is ahead of real time. */
function readLead(cityClock: string, realNow: () => Temporal.Instant): number {
  const [city = '', real, ...rest] = cityClock.split('@');
  try {
    if (rest.length > 0) throw new Error('there is more than one @');
    const startedAt = real === undefined ? realNow() : parseTimestamp(real);
    return parseTimestamp(city).epochMilliseconds - startedAt.epochMilliseconds;
  } catch (cause) {
    throw new ConfigError(
      `CITY_CLOCK is «${cityClock.slice(0, 80)}»: give a city time like 2026-11-23T09:00:00+01:00, ` +
        'optionally followed by @ and the real time at which it was that time, or unset it for real time.',
      { cause },
    );
  }
}

function requireZone(zone: string): void {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
  } catch (cause) {
    throw new ConfigError(`CITY_ZONE is «${zone.slice(0, 80)}»: give an IANA time zone like Europe/Berlin.`, { cause });
  }
}
