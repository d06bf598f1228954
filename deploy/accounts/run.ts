import { readConfig } from '@serviceportal/shared/config';
import type { AccountKind } from '@serviceportal/shared/contracts';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { readAccountCommand } from './arguments.ts';
import { addGuest, removeGuest, rotateGuest } from './guests.ts';
import { listGuests } from './list.ts';
import { openServer } from './server.ts';
import { AccountSettings, placeOf } from './settings.ts';

/** `npm run department …` and `npm run frontend …`; the process's exit code tells whether it was done. */
export async function runAccounts(kind: AccountKind, words: string[]): Promise<void> {
  const life = createLifecycle();
  try {
    const settings = readConfig(AccountSettings);
    const command = readAccountCommand(kind, words, settings);
    const place = placeOf(settings);
    if (command.task === 'help') return console.log(command.usage);
    if (command.task === 'list') {
      const server = await openServer(place, life).catch(() => undefined);
      return await listGuests(kind, place.dataDir, server?.jsm, console.log);
    }
    const around = { place, server: await openServer(place, life), say: console.log };
    if (command.task === 'remove') await removeGuest(command.name, around);
    else if (command.task === 'rotate') await rotateGuest(command.name, command.keep, around);
    else await addGuest(command.name, command.keep, around);
  } catch (cause) {
    console.error(cause instanceof ConfigError ? `${kind}: ${cause.message}` : cause);
    process.exitCode = 1;
  } finally {
    await life.close();
  }
}
