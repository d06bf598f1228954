import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '@serviceportal/shared/config';
import { SERVICES } from '@serviceportal/shared/contracts';
import { secretsFor } from '../infrastructure/kept-secret.ts';
import { readCity } from '../launcher/city.ts';
import { keepSecrets } from '../launcher/secrets.ts';
import { Settings } from '../launcher/settings.ts';
import { writeNatsConfig } from '../nats/index.ts';
import { ACCOUNTS_FILE } from '../nats/server-config.ts';
import { KNOWS_PINS, OWN_FILES } from './own-files.ts';

/**
 * The image's step `keys`: makes the keys that are missing in DATA_DIR, writes the NATS server's configuration, and lays
 * out in a folder per container (`/deal/<name>`) what is its own and nothing else. Safe to repeat.
 */
const DEAL = '/deal';
const { DATA_DIR: dataDir, CITY, NODE_ENV } = readConfig(Settings);
const usedFor = secretsFor(NODE_ENV);
const { jetstreamKey, hmacKeyFile, pinKeyFile, sessionKeyFile, deskKeyFile } = keepSecrets(dataDir, usedFor);
const inside = { port: 4222, listen: '0.0.0.0:4222', storeDir: '/data', monitorPort: 8222 };
const cityFolder = readCity(CITY).folder;
const { configFile, accountsFile, users } = writeNatsConfig({ dataDir, cityFolder, usedFor, ...inside });

// The configuration names the key as a variable; NATS takes it from this line instead of the environment.
write('nats', 'nats.conf', `JETSTREAM_KEY: ${JSON.stringify(jetstreamKey)}\n${readFileSync(configFile, 'utf8')}`);
write('nats', ACCOUNTS_FILE, readFileSync(accountsFile, 'utf8'));
for (const service of SERVICES) {
  copy(users.services[service]!.seedFile, service, OWN_FILES.natsSeed);
  copy(hmacKeyFile, service, OWN_FILES.hmacKey);
  copy(deskKeyFile, service, OWN_FILES.deskKey);
  if (KNOWS_PINS.includes(service)) copy(pinKeyFile, service, OWN_FILES.pinKey);
}
copy(sessionKeyFile, 'desk', OWN_FILES.sessionKey);
copy(deskKeyFile, 'desk', OWN_FILES.deskKey);
console.log(`Keys and configuration of NATS, the desk and ${SERVICES.length} services are laid out.`);

function write(container: string, name: string, text: string): void {
  mkdirSync(join(DEAL, container), { recursive: true });
  writeFileSync(join(DEAL, container, name), text, { mode: 0o600 });
}

function copy(from: string, container: string, name: string): void {
  mkdirSync(join(DEAL, container), { recursive: true });
  const to = join(DEAL, container, name);
  copyFileSync(from, to);
  chmodSync(to, 0o600);
}
