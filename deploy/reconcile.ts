import { readConfig } from '@serviceportal/shared/config';
import { ConfigError, Unavailable } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { readCity } from './launcher/city.ts';
import { Settings } from './launcher/settings.ts';
import { departmentPrograms } from './nats/index.ts';
import { openOperator } from './rebuild/operator.ts';
import { addressesOf, RebuildSettings } from './rebuild/settings.ts';
import { readAgain } from './reconcile/again.ts';
import { readReconcile, USAGE } from './reconcile/arguments.ts';
import { listDeadLetters } from './reconcile/dead-letters.ts';
import { reconcileServices } from './reconcile/reconcile-services.ts';
import { remake } from './reconcile/remake-lost.ts';

/** `npm run reconcile`: compares the log with its second copy, repairs the one, and makes lost streams again from the other. */
const life = createLifecycle();
try {
  const wanted = readReconcile(process.argv.slice(2));
  const settings = readConfig(RebuildSettings.extend(Settings.pick({ CITY: true }).shape));
  const programs = departmentPrograms(settings.DATA_DIR, readCity(settings.CITY).folder);
  if (wanted.help) {
    console.log(USAGE);
  } else if (wanted.dead) {
    await listDeadLetters(await openOperator(addressesOf(settings), life), console.log);
  } else if (wanted.again) {
    await readAgain(wanted.again, programs, await openOperator(addressesOf(settings), life), console.log);
  } else if (wanted.remake) {
    await remake(wanted.remake, programs, addressesOf(settings), console.log, life);
  } else if (!(await reconcileServices(wanted, addressesOf(settings), console.log, life))) {
    process.exitCode = 1;
  }
} catch (cause) {
  const known = cause instanceof ConfigError || cause instanceof Unavailable;
  console.error(known ? `reconcile: ${cause.message}` : cause);
  process.exitCode = 1;
} finally {
  await life.close();
}
