import { ConfigError } from '@serviceportal/shared/errors';
import { Temporal } from '@serviceportal/shared/time';
import { readTime } from '../audit/arguments.ts';
import { readWords } from '../infrastructure/command-line.ts';

export const USAGE = `npm run erase-again -- [<log file or folder> …] [--since <time of the backup>] [--confirm]

After both log and database were put back from an older backup: reads in the services' log files, which are not that
old, who was forgotten and who took back the consent to e-mail, and tells the services again. Name the folder in which
logs are kept: DATA_DIR/logs, which it reads otherwise, begins anew where DATA_DIR was lost. Folders below are read too,
and files that end in .gz are unpacked. Without --confirm it only says what it would do.

  --since       when the backup was begun, a day or a time: what is older the backup knows
  --confirm     erases, also where the restored data owes an answer still: the promise is dropped. Only with --since, and
                only where the lines of call-intake, tickets and notify go back to then
  --incomplete  where they don't, and no others are kept: erases what these logs name, and nobody can name the rest

May be run again at any time. It ends with 1 if something could not be erased. Start notify with HOLD_MAILS=yes before,
so that no mail goes to somebody who was forgotten.

Signs in with ACCESS_TOKEN, a token of somebody with the role privacy; in development as petra.privacy.
Settings come from the environment as for npm start: PORT_BASE (8600), DATA_DIR (.data); TICKETS_URL and NOTIFY_URL
for others.`;

/** What the command line asks for. */
export type EraseAgainCommand =
  | { readonly does: 'help' }
  | {
      readonly does: 'erase-again';
      /** Files and folders; none for those of the system. */
      readonly paths: readonly string[];
      readonly since?: Temporal.Instant | undefined;
      readonly confirm: boolean;
      /** Whether it is known that the logs do not go back to the backup. */
      readonly incomplete: boolean;
    };

/** The command line; `ConfigError` for anything else. `now` in real time, as that of log lines. */
export function readEraseAgain(words: string[], now = Temporal.Now.instant()): EraseAgainCommand {
  const { values, positionals } = readWords('npm run erase-again', words, {
    since: { type: 'string' },
    confirm: { type: 'boolean' },
    incomplete: { type: 'boolean' },
  });
  if (values.help) return { does: 'help' };
  const { confirm = false, incomplete = false } = values;
  const since = values.since === undefined ? undefined : readTime('--since', values.since);
  if (since && Temporal.Instant.compare(since, now) > 0) {
    throw new ConfigError(`--since is in the future (it is ${now.toString()}): it takes when the backup was begun.`);
  }
  if (confirm && !since) {
    throw new ConfigError(
      '--confirm needs --since and when the backup was begun: logs that do not go back to then miss who was forgotten in ' +
        'between. Like npm run erase-again -- /backup/logs --since 2026-11-23T02:30:00+01:00 --confirm',
    );
  }
  return { does: 'erase-again', paths: positionals, since, confirm, incomplete };
}
