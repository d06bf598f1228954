import { readFileSync } from 'node:fs';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { secretsFor } from './infrastructure/kept-secret.ts';
import { answers } from './infrastructure/tcp.ts';
import { checkNatsVersion } from './infrastructure/nats-server.ts';
import { readCity } from './launcher/city.ts';
import { planPorts } from './launcher/ports.ts';
import { setUpNats } from './launcher/nats.ts';
import { keepSecrets } from './launcher/secrets.ts';
import { natsTlsOf, Settings } from './launcher/settings.ts';

/**
 * `npm run provision`: prints the configuration that a NATS server of one's own needs (accounts, users, permissions; the
 * keys are made where they are missing) and makes streams and durables where NATS_URL names a server that runs with it, or
 * in that of a running `npm start`. Safe to repeat.
 */
try {
  const settings = readConfig(Settings);
  const { DATA_DIR: dataDir, CITY, NATS_URL: natsUrl, PORT_BASE } = settings;
  const usedFor = secretsFor(settings.NODE_ENV);
  const { jetstreamKey } = keepSecrets(dataDir, usedFor);
  const { nats: port } = planPorts(PORT_BASE, {}).parts;
  const where = { dataDir, cityFolder: readCity(CITY).folder, port };
  const nats = setUpNats({ ...where, jetstreamKey, usedFor, tls: natsTlsOf(settings) });
  console.log(readFileSync(nats.configFile, 'utf8'));
  console.log(readFileSync(nats.accountsFile, 'utf8'));
  const embedded = natsUrl === undefined && (await answers(port)) ? `nats://127.0.0.1:${port}` : undefined;
  if (!embedded) {
    console.error(`The configuration stands in ${nats.configFile}; adapt address and folder to your server.`);
    console.error(`Put ${nats.accountsFile} beside it: it says who may sign in.`);
    console.error(`Start it with JETSTREAM_KEY set to the last line of ${dataDir}/secrets/jetstream.key.`);
  }
  const url = natsUrl ?? embedded;
  if (url) {
    await checkNatsVersion(url);
    await nats.provision(url);
    console.error(`Streams and durables are there, at ${url}.`);
  } else {
    console.error(
      `Nothing answers at port ${port}: name your server in NATS_URL to have streams and durables made there.`,
    );
  }
} catch (cause) {
  console.error(cause instanceof ConfigError ? cause.message : cause);
  process.exitCode = 1;
}
