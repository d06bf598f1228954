import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { BaseConfig, readConfig } from '@serviceportal/shared/config';
import { SERVICES } from '@serviceportal/shared/contracts';
import { parse } from 'yaml';
import { z } from 'zod';
import { run } from '../infrastructure/executable.ts';
import { APPS } from '../launcher/apps.ts';
import { readCity } from '../launcher/city.ts';
import { KNOWS_PINS, OWN_FILES } from './own-files.ts';
import { serviceEnvironment } from './service-environment.ts';

interface Container {
  image: string;
  command: string[];
  build?: object;
  environment: Record<string, string | null>;
  healthcheck?: { test: string[] };
  ports?: string[];
  volumes: string[];
  restart?: string;
}

const root = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const { services } = parse(read('deploy/compose.yaml'), { merge: true }) as { services: Record<string, Container> };
const trial = Object.fromEntries(
  [...read('deploy/trial.env').matchAll(/^([A-Z_]+)=(.+)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

describe('the compose file', () => {
  it.each(APPS)('runs %s on its port of loopback, with its own secrets alone', (service) => {
    const { PORT } = serviceEnvironment(service, readCity('krefeld'));
    expect(services[service]).toMatchObject({
      command: [service],
      environment: { PORT },
      ports: [`127.0.0.1:${PORT}:${PORT}`],
      volumes: [`${service}-own:/run/secrets:ro`, ...(service === 'desk' ? ['desk-data:/data'] : [])],
      restart: 'unless-stopped',
    });
    expect(services['keys']!.volumes).toContain(`${service}-own:/deal/${service}`);
    expect(read('deploy/Dockerfile')).toMatch(new RegExp(`/deal/${service}\\b`));
  });

  it('publishes nothing beyond loopback and names a version of each image', () => {
    for (const { image, ports = [] } of Object.values(services)) {
      expect(image).toMatch(/:(\d|\$\{VERSION:-\d)/);
      for (const port of ports) expect(port).toMatch(/^127[.]0[.]0[.]1:/);
    }
  });

  it('builds its image once', () => {
    expect(Object.keys(services).filter((name) => services[name]!.build)).toEqual(['keys']);
  });

  it('knows of everything that stays up whether it works: `up --wait` gives up on what does not say so', () => {
    for (const [name, { healthcheck }] of Object.entries(services)) {
      const ends = ['keys', 'provision'].includes(name);
      expect({ name, asks: healthcheck?.test[0] }).toEqual({ name, asks: ends ? undefined : 'CMD' });
    }
  });

  it.each(APPS)('hands %s every setting of its own', (app) => {
    const [, , own = ''] =
      /(BaseConfig.extend|}\).extend)\({([^]*?)^}\);/m.exec(read(`services/${app}/src/config.ts`)) ?? [];
    const settings = [...own.matchAll(/^ {2}([A-Z_]+):(?! secretFromFile)/gm)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(0);
    const brought = Object.keys(serviceEnvironment(app, readCity('krefeld')));
    const missing = settings.filter((name) => !brought.includes(name) && !(name in services[app]!.environment));
    expect(missing).toEqual([]);
  });

  it('has commands that name its settings, which even `build` and `down` need', () => {
    const texts = ['README.md', 'docs/operations.md', 'deploy/compose.yaml', 'deploy/accounts/said.ts'].map(read);
    const commands = texts.join('\n').match(/docker compose .*/g) ?? [];
    expect(commands.length).toBeGreaterThanOrEqual(6);
    for (const command of commands) {
      expect(command).toMatch(
        /^docker compose -f deploy\/compose[.]yaml --env-file (deploy\/trial[.]env --profile trial|<)/,
      );
    }
  });
});

describe('the settings of a trial', () => {
  it('are all that compose asks for', () => {
    const wanted = [...read('deploy/compose.yaml').matchAll(/\$\{([A-Z_]+):\?/g)].map(([, name]) => name);
    expect(wanted.length).toBeGreaterThan(3);
    expect(Object.keys(trial)).toEqual(expect.arrayContaining(wanted));
  });

  it('are such that services start with them, and find the provider of the desk', () => {
    const { OIDC_ISSUER, OIDC_DISCOVERY_URL, LOG_LEVEL } = BaseConfig.shape;
    readConfig(z.object({ OIDC_ISSUER, OIDC_DISCOVERY_URL, LOG_LEVEL }), trial);
    const issuer = trial['OIDC_ISSUER']!;
    expect(issuer).toBe(`${trial['DESK_URL']}/dev/oidc`);
    const inside = issuer.replace('127.0.0.1', 'desk');
    expect(trial['OIDC_DISCOVERY_URL']).toBe(`${inside}/.well-known/openid-configuration`);
    expect(services['desk']!.environment['PORT']).toBe(new URL(inside).port);
  });
});

describe('the image', () => {
  it('is made from what every package of the workspace wants', () => {
    const packages = ['services', '.'].flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && readdirSync(join(root, folder, entry.name)).includes('package.json'))
        .map(({ name }) => (folder === '.' ? name : `${folder}/${name}`)),
    );
    expect(packages.length).toBeGreaterThanOrEqual(10);
    for (const name of packages) expect(read('deploy/Dockerfile')).toContain(`COPY ${name}/package.json ${name}/`);
  });

  it('says what it can run', async () => {
    const container = join(root, 'deploy', 'container.ts');
    await expect(run(process.execPath, [container, 'reception'])).rejects.toThrow(
      'Name what is to run: desk, call-intake, ',
    );
    expect(await run(process.execPath, [container, 'reconcile', '--help'])).toContain('npm run reconcile');
  });

  it('gives each service the secrets that it reads', () => {
    for (const service of SERVICES) {
      const { NATS_SEED_FILE, HMAC_KEY_FILE, PIN_KEY_FILE, DESK_KEY_FILE } = serviceEnvironment(
        service,
        readCity('krefeld'),
      );
      const names = [NATS_SEED_FILE, HMAC_KEY_FILE, PIN_KEY_FILE, DESK_KEY_FILE].map((file) => file!.split('/').at(-1));
      expect(names).toEqual([OWN_FILES.natsSeed, OWN_FILES.hmacKey, OWN_FILES.pinKey, OWN_FILES.deskKey]);
    }
    const { SESSION_KEY_FILE, DESK_KEY_FILE, ...others } = serviceEnvironment('desk', readCity('krefeld'));
    expect(SESSION_KEY_FILE?.split('/').at(-1)).toBe(OWN_FILES.sessionKey);
    expect(DESK_KEY_FILE?.split('/').at(-1)).toBe(OWN_FILES.deskKey);
    expect(Object.keys(others).filter((name) => name.endsWith('_FILE'))).toEqual([]);
    expect(KNOWS_PINS).toEqual(
      SERVICES.filter((service) => read(`services/${service}/src/config.ts`).includes('PIN_KEY:')),
    );
  });
});
