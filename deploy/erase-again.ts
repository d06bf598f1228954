import { join } from 'node:path';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { readEraseAgain, USAGE } from './erase-again/arguments.ts';
import { eraseAgain } from './erase-again/erase-again.ts';
import { readLogs } from './erase-again/read-logs.ts';
import { createPrivacyClient } from './erase-again/privacy-client.ts';
import { mailsOf } from './erase-again/sentences.ts';
import { addressesOf, EraseAgainSettings } from './erase-again/settings.ts';
import { releaseMails } from './launcher/held-mails.ts';
import { openSignIn } from './sign-in.ts';

/** `npm run erase-again`: who was forgotten since an older backup is forgotten in what was restored from it. */
try {
  const wanted = readEraseAgain(process.argv.slice(2));
  if (wanted.does === 'help') {
    console.log(USAGE);
  } else {
    const settings = readConfig(EraseAgainSettings);
    const addresses = addressesOf(settings);
    const paths = wanted.paths.length > 0 ? wanted.paths : [join(settings.DATA_DIR, 'logs')];
    const found = await readLogs(paths, wanted.since, console.log);
    const client = createPrivacyClient(addresses, openSignIn(`http://127.0.0.1:${settings.PORT_BASE}`));
    console.log(mailsOf(await client.holdsMails(), addresses));
    const isShort = !found.isLongEnough && !wanted.incomplete;
    if (!found.isWhole || isShort) process.exitCode = 1;
    if (isShort) console.log('Nothing was changed. Where no older ones are kept: --incomplete, with the same files.');
    else if (!wanted.confirm)
      console.log('Nothing was done yet: say --since <time of the backup> --confirm, with the same files.');
    else if (!(await eraseAgain(found, client, console.log))) process.exitCode = 1;
    // Somebody may stand in a line that was not understood.
    else if (found.isWhole) releaseMails(settings.DATA_DIR);
  }
} catch (cause) {
  const known = cause instanceof ConfigError || cause instanceof Unavailable;
  console.error(known ? `erase-again: ${cause.message}` : cause);
  process.exitCode = 1;
}
