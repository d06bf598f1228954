import { join } from 'node:path';
import { readConfig } from '@serviceportal/shared/config';
import { ConfigError } from '@serviceportal/shared/errors';
import { readCity } from '../launcher/city.ts';
import { Settings } from '../launcher/settings.ts';
import { natsFolder, provision } from '../nats/index.ts';

/** The image's step `provision`: makes streams and durables on the server behind NATS_URL. Safe to repeat. */
const { DATA_DIR: dataDir, CITY, NATS_URL: natsUrl, NATS_TLS_CA_FILE: caFile } = readConfig(Settings);
if (!natsUrl) throw new ConfigError('NATS_URL is missing: set it to a URL like nats://nats:4222.');
const seedFile = join(natsFolder(dataDir).keys, 'provisioner.seed');
await provision({ natsUrl, seedFile, cityFolder: readCity(CITY).folder, dataDir, caFile });
console.log('Streams and durables are there.');
