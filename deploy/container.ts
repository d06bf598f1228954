import { fileURLToPath } from 'node:url';
import { exportsTraces } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { serviceEnvironment } from './container/service-environment.ts';
import { type AppName, APPS } from './launcher/apps.ts';
import { readCity } from './launcher/city.ts';

/** The other programs of the image, by what is written after its name. */
const STEPS = {
  keys: './container/keys.ts',
  provision: './container/provision.ts',
  department: './department.ts',
  frontend: './frontend.ts',
  'erase-again': './erase-again.ts',
  rebuild: './rebuild.ts',
  reconcile: './reconcile.ts',
  audit: './audit.ts',
  inbox: './inbox/main.ts',
};

/** What a container of our image runs: `tickets`, the other services and the desk, or one of the steps around them. */
const [wanted = '', ...words] = process.argv.slice(2);
const app = APPS.find((name) => name === wanted);
try {
  process.argv.splice(2, Infinity, ...words);
  if (app) await runApp(app);
  else if (Object.hasOwn(STEPS, wanted)) await import(STEPS[wanted as keyof typeof STEPS]);
  else throw new ConfigError(`Name what is to run: ${[...APPS, ...Object.keys(STEPS)].join(', ')}.`);
} catch (cause) {
  console.error(cause instanceof ConfigError ? cause.message : cause);
  process.exit(1);
}

async function runApp(name: AppName): Promise<void> {
  const city = readCity(process.env['CITY'] ?? 'krefeld');
  // What is set already stays.
  Object.assign(process.env, { ...serviceEnvironment(name, city), ...process.env });
  // Before anything of the service is loaded.
  if (exportsTraces()) await import('@serviceportal/shared/telemetry/sdk');
  await import(fileURLToPath(new URL(`../services/${name}/src/main.ts`, import.meta.url)));
}
