import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { killChildren, NotReady } from './infrastructure/child.ts';
import { readArguments, USAGE } from './launcher/arguments.ts';
import { natsTlsOf, Settings } from './launcher/settings.ts';
import { summaryOf } from './launcher/summary.ts';
import { startSystem } from './launcher/system.ts';

/** `npm start`: the whole system, until Ctrl-C. A second Ctrl-C does not wait for anything. */
const life = createLifecycle();
let told = 0;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());

try {
  const { scale, help } = readArguments(process.argv.slice(2));
  if (help) {
    console.log(USAGE);
    process.exit(0);
  }
  const settings = readConfig(Settings);
  const system = await startSystem(
    {
      portBase: settings.PORT_BASE,
      dataDir: settings.DATA_DIR,
      city: settings.CITY,
      cityClock: settings.CITY_CLOCK,
      production: settings.NODE_ENV === 'production',
      proxyHops: settings.TRUST_PROXY_HOPS,
      natsUrl: settings.NATS_URL,
      natsTls: natsTlsOf(settings),
      mongodbUrl: settings.MONGODB_URL,
      smtpUrl: settings.SMTP_URL,
      oidcIssuer: settings.OIDC_ISSUER,
      deskUrl: settings.DESK_URL,
      scale,
      say: console.log,
    },
    life,
  );
  console.log(summaryOf(system, process.cwd()));
} catch (cause) {
  // Told to stop while starting: that what was half started fails is no news.
  if (told === 0) {
    const known = cause instanceof ConfigError || cause instanceof NotReady;
    console.error(known ? cause.message : cause);
    process.exit(1);
  }
}

function stop(): void {
  told++;
  if (told > 1) {
    killChildren();
    process.exit(1);
  }
  console.log('Stopping …');
  life.close().then(
    () => process.exit(0),
    (cause: unknown) => {
      console.error(cause);
      process.exit(1);
    },
  );
}
