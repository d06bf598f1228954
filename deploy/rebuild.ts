import { readConfig } from '@serviceportal/shared/config';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { readServices, USAGE } from './rebuild/arguments.ts';
import { rebuildServices } from './rebuild/rebuild-services.ts';
import { addressesOf, RebuildSettings } from './rebuild/settings.ts';

/** `npm run rebuild <service> …`: makes the views of services anew from the log, while everything goes on. */
const life = createLifecycle();
try {
  const { services, help } = readServices(process.argv.slice(2));
  if (help) console.log(USAGE);
  else await rebuildServices(services, addressesOf(readConfig(RebuildSettings)), console.log, life);
} catch (cause) {
  const known = cause instanceof ConfigError || cause instanceof Unavailable;
  console.error(known ? `rebuild: ${cause.message}` : cause);
  process.exitCode = 1;
} finally {
  await life.close();
}
