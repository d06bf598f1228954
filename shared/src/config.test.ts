import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { BaseConfig, exportsTraces, readConfig, secretFromFile, wholeNumber } from './config.ts';
import { ConfigError } from './errors.ts';
import { developmentSecret } from './secret-text.ts';

const SECRET = 'not-to-be-shown-to-anybody-at-all';
let folder: string;
let complete: Record<string, string>;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  writeFileSync(join(folder, 'key'), ` ${SECRET}\n`);
  writeFileSync(join(folder, 'short'), 'secret');
  writeFileSync(join(folder, 'empty'), '\n');
  writeFileSync(join(folder, 'development'), developmentSecret(SECRET));
  complete = {
    PORT: '8603',
    NATS_URL: 'nats://127.0.0.1:8606',
    MONGODB_URL: 'mongodb://user:password@127.0.0.1:8607',
    HMAC_KEY_FILE: join(folder, 'key'),
    OIDC_ISSUER: 'https://sso.krefeld.example/realms/stadt',
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The sentence with which `schema` refuses the environment. */
function refusal(env: Record<string, string | undefined>, schema: z.ZodObject = BaseConfig): string {
  try {
    readConfig(schema, { ...complete, ...env });
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the environment was accepted');
}

describe('the environment', () => {
  it('needs only what has no default', () => {
    expect(readConfig(BaseConfig, complete)).toEqual({
      PORT: 8603,
      HOST: '127.0.0.1',
      TRUST_PROXY_HOPS: 0,
      NATS_URL: 'nats://127.0.0.1:8606',
      MONGODB_URL: 'mongodb://user:password@127.0.0.1:8607',
      CITY_ZONE: 'Europe/Berlin',
      CITY_AREA_CODE: '2151',
      HMAC_KEY: SECRET,
      OIDC_ISSUER: 'https://sso.krefeld.example/realms/stadt',
      OIDC_AUDIENCE: 'serviceportal',
      OIDC_ROLES_CLAIM: 'roles',
      LOG_LEVEL: 'info',
      NODE_ENV: 'development',
    });
  });

  it.each([
    ['PORT', '0'],
    ['PORT', '65535'],
    ['NATS_URL', 'nats://a:4222, tls://b:4222'],
    ['MONGODB_URL', 'mongodb://a,b,c/city?replicaSet=rs'],
    ['CITY_CLOCK', '2026-11-23T09:00:00+01:00'],
    ['CITY_CLOCK', '2026-11-23T09:00:00+01:00@2026-10-01T12:00:00.123Z'],
    ['CITY_ZONE', 'UTC'],
    ['HOST', '::1'],
    ['INSTANCE', '2'],
  ])('may say %s=%s', (name, value) => {
    expect(readConfig(BaseConfig, { ...complete, [name]: value })).toHaveProperty(name);
  });

  it.each([
    ['PORT', undefined, 'PORT is missing: set it to a port number from 0 (any free one) to 65535.'],
    ['PORT', '', 'PORT is empty: set it to a port number from 0 (any free one) to 65535.'],
    ['PORT', ' ', 'PORT must be a port number from 0 (any free one) to 65535.'],
    ['PORT', 'http', 'PORT must be a port number from 0 (any free one) to 65535.'],
    ['PORT', '86O3', 'PORT must be a port number from 0 (any free one) to 65535.'],
    ['PORT', '65536', 'PORT must be a port number from 0 (any free one) to 65535.'],
    ['PORT', '-1', 'PORT must be a port number from 0 (any free one) to 65535.'],
    ['TRUST_PROXY_HOPS', 'true', 'TRUST_PROXY_HOPS must be a whole number from 0 to 10.'],
    ['HOST', '', 'HOST is empty: set it to the address to listen on, like 127.0.0.1, or leave it out.'],
    ['NATS_URL', undefined, 'NATS_URL is missing: set it to a URL like nats://127.0.0.1:8606.'],
    ['NATS_URL', '127.0.0.1:8606', 'NATS_URL must be a URL like nats://127.0.0.1:8606.'],
    ['NATS_URL', 'http://127.0.0.1:8606', 'NATS_URL must be a URL like nats://127.0.0.1:8606.'],
    [
      'NATS_SEED_FILE',
      '',
      "NATS_SEED_FILE is empty: set it to the path of the file with this service's NATS nkey seed, or leave it out.",
    ],
    [
      'MONGODB_URL',
      'mongodb://user:password@127.0.0.1:8607/city',
      'MONGODB_URL must be a URL like mongodb://127.0.0.1:8607 or mongodb://127.0.0.1:8607/city, where the name (up to 26 ' +
        "letters, digits, _ and -) begins those of the services' databases and, with a user, needs an authSource=admin behind it.",
    ],
    ['MONGODB_DATABASE', 'a.b', 'MONGODB_DATABASE must be a database name of up to 38 letters, digits, _ and -.'],
    ['CITY_ZONE', 'Mars/Base', 'CITY_ZONE must be an IANA time zone like Europe/Berlin.'],
    ['CITY_AREA_CODE', '02151', 'CITY_AREA_CODE must be an area code without its leading 0, like 2151.'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'bla', 'OTEL_EXPORTER_OTLP_ENDPOINT must be a URL like http://127.0.0.1:4318.'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be trace, debug, info, warn, error or fatal.'],
    // After a restore the log is all that knows who was forgotten.
    ['LOG_LEVEL', 'silent', 'LOG_LEVEL must be trace, debug, info, warn, error or fatal.'],
    ['NODE_ENV', 'staging', 'NODE_ENV must be development, test or production.'],
    ['INSTANCE', 'a b', 'INSTANCE must be up to 64 letters, digits, _ and -.'],
    [
      'HMAC_KEY_FILE',
      undefined,
      'HMAC_KEY_FILE is missing: set it to the path of a readable file that holds at least 32 characters.',
    ],
    [
      'HMAC_KEY_FILE',
      '/nowhere',
      'HMAC_KEY_FILE must be the path of a readable file that holds at least 32 characters.',
    ],
  ])('with %s=%s is refused in one sentence', (name, value, sentence) => {
    expect(refusal({ [name]: value })).toBe(sentence);
  });

  it.each(['2026-11-23', '2026-11-23T09:00:00', 'a@b', '2026-11-23T09:00:00Z@', '2026-11-23T09:00:00Z@x@y'])(
    'with CITY_CLOCK=%s is refused',
    (value) => expect(refusal({ CITY_CLOCK: value })).toMatch(/^CITY_CLOCK must be a time with offset/),
  );

  it.each(['short', 'empty'])('with an HMAC key that is too %s is refused without showing it', (file) => {
    const sentence = refusal({ HMAC_KEY_FILE: join(folder, file) });
    expect(sentence).toMatch(/^HMAC_KEY_FILE must be/);
    expect(sentence).not.toContain('secret');
  });

  it('has no clock of its own in production', () => {
    const clock = { CITY_CLOCK: '2026-11-23T09:00:00+01:00' };
    expect(refusal({ ...clock, NODE_ENV: 'production' })).toMatch(/leave it out when NODE_ENV is production/);
  });

  describe('with secrets made for development', () => {
    const Own = BaseConfig.extend({ PIN_KEY: secretFromFile(32), SESSION_KEY: secretFromFile(32).optional() });
    const names = ['HMAC_KEY_FILE', 'PIN_KEY_FILE', 'SESSION_KEY_FILE', 'DESK_KEY_FILE', 'NATS_SEED_FILE'];
    const all = (file: string) => Object.fromEntries(names.map((name) => [name, join(folder, file)]));

    it.each(names)('starts no production by %s', (name) => {
      const env = { ...all('key'), NODE_ENV: 'production', [name]: join(folder, 'development') };
      const sentence = refusal(env, Own);
      expect(sentence).toBe(`${name} holds a development secret: name a file with a secret made for production.`);
    });

    it('reads them without their mark elsewhere', () => {
      const read = readConfig(Own, { ...complete, ...all('development'), NODE_ENV: 'test' });
      expect(read).toMatchObject({ HMAC_KEY: SECRET, PIN_KEY: SECRET, SESSION_KEY: SECRET });
    });

    it('starts production with others', () => {
      expect(readConfig(Own, { ...complete, ...all('key'), NODE_ENV: 'production' })).toHaveProperty('HMAC_KEY');
    });
  });

  it.each([
    ['OIDC_ISSUER', undefined, /^OIDC_ISSUER is missing: set it to a URL like https:/],
    ['OIDC_ISSUER', 'sso.krefeld.de', /^OIDC_ISSUER must be a URL like https:/],
    ['OIDC_AUDIENCE', '', /^OIDC_AUDIENCE is empty/],
    [
      'OIDC_DISCOVERY_URL',
      'http://keycloak:8080/realms/stadt',
      /^OIDC_DISCOVERY_URL must be the URL of a document like/,
    ],
    ['OIDC_ROLE_MAP', '{', /^OIDC_ROLE_MAP must be a JSON object from claim values to roles/],
    ['OIDC_ROLE_MAP', '["agent"]', /^OIDC_ROLE_MAP must be a JSON object from claim values to roles/],
    ['OIDC_ROLE_MAP', '{"a": "king"}', /^OIDC_ROLE_MAP must be a JSON object from claim values to roles/],
  ])('does not sign in with %s=%s', (name, value, sentence) => {
    expect(refusal({ [name]: value })).toMatch(sentence);
  });

  it('reads what the roles of a provider mean here', () => {
    const env = { ...complete, OIDC_ROLE_MAP: '{"sp-standesamt": "clerk:standesamt"}' };
    expect(readConfig(BaseConfig, env).OIDC_ROLE_MAP).toEqual({ 'sp-standesamt': 'clerk:standesamt' });
  });

  it('takes no issuer in production whose keys anybody on the way could replace', () => {
    const env = { OIDC_ISSUER: 'http://sso.krefeld.example', NODE_ENV: 'production' };
    expect(refusal(env)).toBe('OIDC_ISSUER must begin with https:// when NODE_ENV is production.');
  });

  it('names everything that is wrong at once, and no secret', () => {
    const env = { PORT: 'x', MONGODB_URL: 'mongo://user:password@host', HMAC_KEY: SECRET, HMAC_KEY_FILE: undefined };
    const sentence = refusal(env);
    for (const name of ['PORT', 'MONGODB_URL', 'HMAC_KEY_FILE']) expect(sentence).toContain(name);
    expect(sentence).not.toMatch(/password|anybody/);
  });

  it('may be extended by a service', () => {
    const Own = BaseConfig.extend({ SEATS: wholeNumber(1, 99), SMTP_PASSWORD: secretFromFile(1).optional() });
    expect(readConfig(Own, { ...complete, SEATS: '12' })).toMatchObject({ SEATS: 12 });
    expect(refusal({ SEATS: '0' }, Own)).toBe('SEATS must be a whole number from 1 to 99.');
  });
});

it.each([
  [{}, false],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_TRACES_EXPORTER: 'none' }, false],
  [{ OTEL_TRACES_EXPORTER: 'console' }, true],
])('with %j traces are sent: %s', (env, sent) => {
  expect(exportsTraces(env)).toBe(sent);
});
