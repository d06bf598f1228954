import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from '@serviceportal/shared/errors';
import { createClock, formatTimestamp, parseTimestamp, Temporal } from '@serviceportal/shared/time';
import { z } from 'zod';
import type { Say } from '../infrastructure/say.ts';

/** The city's clock showed `city` at the real time `real` and has run on since (both RFC 3339). */
export const ClockPair = z.strictObject({ city: z.string(), real: z.string() });
export type ClockPair = z.infer<typeof ClockPair>;

export interface ClockDecision {
  pair: ClockPair | undefined;
  /** Whether `pair` must be written down. */
  isNew: boolean;
}

/** The same value as before, or none, continues the clock that was kept; another value begins a new one. */
export function decideClock(
  wanted: string | undefined,
  kept: ClockPair | undefined,
  now: Temporal.Instant,
): ClockDecision {
  if (wanted === undefined) return { pair: kept, isNew: false };
  const [city = '', real] = wanted.split('@');
  const isSame = kept?.city === city && (real === undefined || kept.real === real);
  if (isSame) return { pair: kept, isNew: false };
  return { pair: { city, real: real ?? now.toString() }, isNew: true };
}

export interface ClockOptions {
  dataDir: string;
  /** `CITY_CLOCK` as given to the launcher. */
  wanted: string | undefined;
  production: boolean;
  zone: string;
  say: Say;
}

/**
 * The `CITY_CLOCK` that every process gets, `<city>@<real>`, or nothing for real time. Keeps it in
 * `<dataDir>/clock.json`; says what it does. `ConfigError` in production.
 */
export function settleClock({ dataDir, wanted, production, zone, say }: ClockOptions): string | undefined {
  const file = join(dataDir, 'clock.json');
  const kept = readPair(file);
  if (production && (wanted !== undefined || kept)) {
    throw new ConfigError(
      wanted === undefined
        ? `${file} holds a development clock, which NODE_ENV=production does not allow: use another DATA_DIR.`
        : 'CITY_CLOCK is for development and tests: leave it out when NODE_ENV is production.',
    );
  }
  const now = Temporal.Now.instant();
  const { pair, isNew } = decideClock(wanted, kept, now);
  if (!pair) return undefined;
  const clock = `${pair.city}@${pair.real}`;
  const shows = (value: string) => formatTimestamp(createClock(value, zone, () => now).now(), zone);
  if (isNew) {
    if (kept)
      warnOfGoingBack(parseTimestamp(shows(`${kept.city}@${kept.real}`)), parseTimestamp(shows(clock)), zone, say);
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, JSON.stringify(pair, null, 2) + '\n');
  }
  say(`City clock: ${shows(clock)}${isNew ? '' : `, continued from ${file}; set CITY_CLOCK to begin another`}.`);
  return clock;
}

function warnOfGoingBack(before: Temporal.Instant, after: Temporal.Instant, zone: string, say: Say): void {
  if (Temporal.Instant.compare(after, before) >= 0) return;
  say(
    `The city clock goes back, it showed ${formatTimestamp(before, zone)}: where events were stored after the new time, use another DATA_DIR.`,
  );
}

function readPair(file: string): ClockPair | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return ClockPair.parse(JSON.parse(text));
  } catch (cause) {
    throw new ConfigError(`${file} is damaged: delete it and set CITY_CLOCK again.`, { cause });
  }
}
