import { readConfig } from '@serviceportal/shared/config';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { readCommand, USAGE } from './city/arguments.ts';
import { exportCity } from './city/export-city.ts';
import { importCity } from './city/import-city.ts';
import { openSignIn } from './sign-in.ts';
import { addressesOf, CitySettings } from './city/settings.ts';

/** `npm run city export <folder>` and `npm run city import <folder>`: master data between a running system and files. */
try {
  const command = readCommand(process.argv.slice(2));
  if (command.task === 'help') {
    console.log(USAGE);
  } else {
    const settings = readConfig(CitySettings);
    const addresses = addressesOf(settings);
    const signIn = openSignIn(`http://127.0.0.1:${settings.PORT_BASE}`);
    const dryRun = command.task === 'import' && (command.dryRun || settings.npm_config_dry_run === 'true');
    const done =
      command.task === 'export'
        ? await exportCity(command.folder, addresses, signIn, console.log)
        : await importCity({ ...command, dryRun }, addresses, signIn, console.log);
    process.exitCode = done ? 0 : 1;
  }
} catch (cause) {
  const known = cause instanceof ConfigError || cause instanceof Unavailable;
  console.error(known ? `city: ${cause.message}` : cause);
  process.exitCode = 1;
}
