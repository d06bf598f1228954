import { parseArgs } from 'node:util';
import { ConfigError } from '@serviceportal/shared/errors';
import type { Temporal } from '@serviceportal/shared/time';
import { readTime } from '../audit/arguments.ts';

export const USAGE = `npm run erase-again -- [<log file or folder> …] [--since <time of the backup>] [--confirm]

After both log and database were put back from an older backup: reads in the services' log files, which are not that
old, who was forgotten and who took back the consent to e-mail, and tells the services again. DATA_DIR/logs unless files
or folders are named; files that end in .gz are unpacked. Without --confirm it only says what it would do.

  --since     only what the logs say from then on, a day or a time; more does no harm
  --confirm   erases, also where the restored data owes an answer still: the promise is dropped

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
    };

/** The command line; `ConfigError` for anything else. */
export function readEraseAgain(words: string[]): EraseAgainCommand {
  const { values, positionals } = parse(words);
  if (values.help) return { does: 'help' };
  const { since, confirm = false } = values;
  return {
    does: 'erase-again',
    paths: positionals,
    since: since === undefined ? undefined : readTime('--since', since),
    confirm,
  };
}

function parse(words: string[]) {
  try {
    return parseArgs({
      args: words,
      options: {
        help: { type: 'boolean', short: 'h' },
        since: { type: 'string' },
        confirm: { type: 'boolean' },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new ConfigError(`${words.join(' ')} is not understood: see npm run erase-again -- --help.`, { cause });
  }
}
