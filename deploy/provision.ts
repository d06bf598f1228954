import { readFileSync } from 'node:fs';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { secretsFor } from './infrastructure/kept-secret.ts';
import { checkNatsVersion } from './infrastructure/nats-server.ts';
import { readCity } from './launcher/city.ts';
import { setUpNats } from './launcher/nats.ts';
import { keepSecrets } from './launcher/secrets.ts';
import { natsTlsOf, Settings } from './launcher/settings.ts';

/**
 * `npm run provision`: prints the configuration that a NATS server of one's own needs (accounts, users, permissions; the
 * keys are made where they are missing) and, where NATS_URL names a server that runs with it, makes streams and
 * durables there. Safe to repeat.
 */
try {
  const settings = readConfig(Settings);
  const { DATA_DIR: dataDir, CITY, NATS_URL: natsUrl, PORT_BASE } = settings;
  const usedFor = secretsFor(settings.NODE_ENV);
  const { jetstreamKey } = keepSecrets(dataDir, usedFor);
  const where = { dataDir, cityFolder: readCity(CITY).folder, port: PORT_BASE + 6 };
  const nats = setUpNats({ ...where, jetstreamKey, usedFor, tls: natsTlsOf(settings) });
  console.log(readFileSync(nats.configFile, 'utf8'));
  console.log(readFileSync(nats.accountsFile, 'utf8'));
  console.error(`The configuration stands in ${nats.configFile}; adapt address and folder to your server.`);
  console.error(`Put ${nats.accountsFile} beside it: it says who may sign in.`);
  console.error(`Start it with JETSTREAM_KEY set to the last line of ${dataDir}/secrets/jetstream.key.`);
  if (natsUrl) {
    await checkNatsVersion(natsUrl);
    await nats.provision(natsUrl);
    console.error('Streams and durables are there.');
  }
} catch (cause) {
  console.error(cause instanceof ConfigError ? cause.message : cause);
  process.exitCode = 1;
}
