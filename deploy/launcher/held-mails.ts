import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Say } from '../infrastructure/say.ts';

export interface HoldingMails {
  readonly dataDir: string;
  /** `HOLD_MAILS` as it was given, if it was. */
  readonly wanted: string | undefined;
  readonly say: Say;
}

/**
 * Whether mails are held because the log was made again, at this start or at one before: a database that was put back may be
 * older than the day on which somebody was forgotten or took back a consent. It ends with `npm run erase-again` or
 * `HOLD_MAILS=no`, not with a crash.
 */
export function areMailsHeld({ dataDir, wanted, say }: HoldingMails): boolean {
  if (wanted === 'no') releaseMails(dataDir);
  if (!existsSync(fileIn(dataDir))) return false;
  say(
    'Mails are held, as the log was made again: if the database was put back from a backup, run npm run erase-again; ' +
      'else start once with HOLD_MAILS=no.',
  );
  return true;
}

/** Those who were forgotten since the backup are forgotten: the next start sends what waits. */
export function releaseMails(dataDir: string): void {
  rmSync(fileIn(dataDir), { force: true });
}

/** From now on, over every start. */
export function holdMails(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(fileIn(dataDir), '');
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'mails-are-held');
}
