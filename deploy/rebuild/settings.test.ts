import { describe, expect, it } from '@jest/globals';
import { readConfig } from '@serviceportal/shared/config';
import { addressesOf, RebuildSettings } from './settings.ts';

describe('where a rebuild finds log and database', () => {
  it('is where npm start puts them', () => {
    expect(addressesOf(readConfig(RebuildSettings, { DATA_DIR: '/data', PORT_BASE: '9600' }))).toEqual({
      natsUrl: 'nats://127.0.0.1:9606',
      seedFile: '/data/nats/keys/provisioner.seed',
      mongodbUrl: 'mongodb://127.0.0.1:9607',
      mongodbDatabase: undefined,
    });
  });

  it('is what the environment says', () => {
    const env = {
      NATS_URL: 'nats://nats:4222',
      NATS_SEED_FILE: '/run/secrets/operator',
      MONGODB_URL: 'mongodb://db:27017',
      MONGODB_DATABASE: 'other',
    };
    expect(addressesOf(readConfig(RebuildSettings, env))).toEqual({
      natsUrl: 'nats://nats:4222',
      seedFile: '/run/secrets/operator',
      mongodbUrl: 'mongodb://db:27017',
      mongodbDatabase: 'other',
    });
  });
});
