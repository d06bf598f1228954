import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { keepSecrets } from '../launcher/secrets.ts';
import { keepGuestKey, ownUsers, seedFileOf } from '../nats/users.ts';

let dataDir: string;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'secrets-'));
});
afterAll(() => rmSync(dataDir, { recursive: true }));

const SECRETS = [
  'secrets/pin.key',
  'secrets/hmac.key',
  'secrets/session.key',
  'secrets/desk.key',
  'secrets/jetstream.key',
];
const SEEDS = ['nats/keys/provisioner.seed', 'nats/keys/system.seed', 'nats/keys/services/tickets.seed'];
const usersIn = (folder: string, usedFor: 'development' | 'production') =>
  ownUsers(join(folder, 'nats', 'keys'), usedFor);

describe('secrets made for development', () => {
  let development: string;
  beforeAll(() => {
    development = join(dataDir, 'development');
    keepSecrets(development, 'development');
    usersIn(development, 'development');
  });

  it.each([...SECRETS, ...SEEDS])('%s says so in its first line and is its owner’s alone', (name) => {
    const file = join(development, name);
    expect(readFileSync(file, 'utf8')).toMatch(
      /^# A development secret: refused when NODE_ENV is production[.]\n\w+\n$/,
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('are found again', () => {
    expect(keepSecrets(development, 'development')).toEqual(keepSecrets(development, 'development'));
    expect(usersIn(development, 'development')).toEqual(usersIn(development, 'development'));
  });

  it('leave those that programs of others read the bare seed', () => {
    const keys = join(development, 'nats', 'keys');
    for (const [kind, id] of [
      ['department', 'standesamt'],
      ['frontend', 'demo-frontend'],
    ] as const) {
      keepGuestKey(keys, { kind, id });
      expect(readFileSync(seedFileOf(keys, { kind, id }), 'utf8')).toMatch(/^SU[A-Z2-7]{56}$/);
    }
  });

  it.each([
    ['secrets/pin.key', 'PIN_KEY_FILE'],
    ['secrets/hmac.key', 'HMAC_KEY_FILE'],
    ['secrets/session.key', 'SESSION_KEY_FILE'],
    ['secrets/desk.key', 'DESK_KEY_FILE'],
    ['secrets/jetstream.key', 'JETSTREAM_KEY'],
  ])('are refused by production: %s as %s', (name, setting) => {
    for (const other of SECRETS.filter((each) => each !== name)) rmSync(join(development, other), { force: true });
    const start = () => keepSecrets(development, 'production');
    expect(start).toThrow(ConfigError);
    expect(start).toThrow(new RegExp(`^${setting} holds a development secret: .*${name}.*[.]$`));
    rmSync(join(development, 'secrets'), { recursive: true });
    keepSecrets(development, 'development');
  });

  it('are refused by production: the keys of NATS', () => {
    expect(() => usersIn(development, 'production')).toThrow(/^NATS_SEED_FILE holds a development secret: /);
  });
});

it('secrets made for production are bare, and good for either', () => {
  const production = join(dataDir, 'production');
  const made = keepSecrets(production, 'production');
  usersIn(production, 'production');
  for (const name of [...SECRETS, ...SEEDS])
    expect(readFileSync(join(production, name), 'utf8')).toMatch(/^\w{58,64}$/);
  expect(keepSecrets(production, 'development')).toEqual(made);
});
