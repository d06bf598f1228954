import { ConfigError } from '@serviceportal/shared/errors';
import type { Temporal } from '@serviceportal/shared/time';
import type { Say } from '../infrastructure/say.ts';
import { logFilesOf, readLines } from './log-files.ts';
import { createErasureReader, type LoggedErasures } from './logged-erasures.ts';
import { readingOf } from './sentences.ts';

/** Without the lines of one of these, people would be missing: they are who is asked to forget somebody. */
const NEEDED = ['tickets', 'call-intake'];

/** What the logs say, and whether every line of it could be understood. */
export interface FoundInLogs extends LoggedErasures {
  readonly isWhole: boolean;
}

/** Reads all the log files and says what is in them. `ConfigError` where they can't be those of the services. */
export async function readLogs(
  paths: readonly string[],
  since: Temporal.Instant | undefined,
  say: Say,
): Promise<FoundInLogs> {
  const files = logFilesOf(paths);
  const reader = createErasureReader(since);
  for (const file of files) await readLines(file, (line) => reader.take(line));
  const [read, found] = [reader.read(), reader.found()];
  const missing = NEEDED.filter((service) => !read.services.has(service));
  if (missing.length > 0) {
    const which = missing.join(' and ');
    throw new ConfigError(`${paths.join(', ')} has no line of ${which}: name the log files of all services.`);
  }
  for (const line of readingOf(files.length, read, found)) say(line);
  return { ...found, isWhole: read.broken === 0 };
}
