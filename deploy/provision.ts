import { readFileSync } from 'node:fs';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { checkNatsVersion } from './infrastructure/nats-server.ts';
import { readCity } from './launcher/city.ts';
import { setUpNats } from './launcher/nats.ts';
import { keepSecrets } from './launcher/secrets.ts';
import { Settings } from './launcher/settings.ts';

/**
 * `npm run provision`: prints the configuration that a NATS server of one's own needs (accounts, users, permissions; the
 * keys are made where they are missing) and, where NATS_URL names a server that runs with it, makes streams and
 * durables there. Safe to repeat.
 */
try {
  const { DATA_DIR: dataDir, CITY, NATS_URL: natsUrl, PORT_BASE } = readConfig(Settings);
  const { jetstreamKey } = keepSecrets(dataDir);
  const nats = setUpNats({ dataDir, cityFolder: readCity(CITY).folder, port: PORT_BASE + 6, jetstreamKey });
  console.log(readFileSync(nats.configFile, 'utf8'));
  console.error(`The configuration stands in ${nats.configFile}; adapt address and folder to your server.`);
  console.error(`Start it with JETSTREAM_KEY set to the content of ${dataDir}/secrets/jetstream.key.`);
  if (natsUrl) {
    await checkNatsVersion(natsUrl);
    await nats.provision(natsUrl);
    console.error('Streams and durables are there.');
  }
} catch (cause) {
  console.error(cause instanceof ConfigError ? cause.message : cause);
  process.exitCode = 1;
}
