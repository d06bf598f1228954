import { ConfigError } from '@serviceportal/shared/errors';
import type { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import { logFilesOf, readLines } from './log-files.ts';
import { createErasureReader, type LoggedErasures } from './logged-erasures.ts';
import { NEEDED, tooShort } from './reach.ts';
import { readingOf, tooShortOf } from './sentences.ts';

/**
 * A line is written when the marker stands, and a backup may be without that for a while: the database follows a moment
 * later, a backup takes its time, and clocks differ. Telling more again does no harm.
 */
const OVERLAP = { hours: 1 };

/** What the logs say, and how much of what they should say that is. */
export interface FoundInLogs extends LoggedErasures {
  /** Whether every line of it could be understood. */
  readonly isWhole: boolean;
  /** Whether the lines of every service that is needed go back to the backup; without its time, whether there are any. */
  readonly isLongEnough: boolean;
}

/**
 * Reads all the log files and says what is in them; `since` is the time of the backup. `ConfigError` where they can't be
 * those of the services.
 */
export async function readLogs(
  paths: readonly string[],
  since: Temporal.Instant | undefined,
  say: Say,
): Promise<FoundInLogs> {
  const files = logFilesOf(paths);
  const reader = createErasureReader(since?.subtract(OVERLAP));
  for (const file of files) await readLines(file, (line) => reader.take(line));
  const [read, found] = [reader.read(), reader.found()];
  if (!NEEDED.some((service) => read.reaches.has(service))) {
    throw new ConfigError(
      `${paths.join(', ')} has no line of ${NEEDED.join(', ')}: name the log files of all services.`,
    );
  }
  for (const line of readingOf(files.length, read, found)) say(line);
  const short = tooShort(read.reaches, since);
  if (short.length > 0) say(tooShortOf(short, read.reaches, since));
  return { ...found, isWhole: read.broken === 0, isLongEnough: short.length === 0 };
}
