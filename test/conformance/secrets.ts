import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type ServiceName, SERVICES } from '@serviceportal/shared/contracts';
import { readSecretText } from '@serviceportal/shared/secret-text';
import type { TestSystem } from '../support/system.ts';

const root = join(import.meta.dirname, '..', '..');

/** The secrets of a running system: who shows them, and who starts with them. Asked after everything else was done. */
export function describeSecrets(system: () => TestSystem): void {
  describe('the secrets of a system', () => {
    const files = () => [
      ...within(join(system().dataDir, 'secrets')),
      ...within(join(system().dataDir, 'nats', 'keys')),
    ];
    const secrets = () => files().map((file) => readSecretText(readFileSync(file, 'utf8')).secret);
    const shownIn = (text: string) => secrets().filter((secret) => text.includes(secret)).length;

    it('are in its files, of which each is its owner’s alone', () => {
      expect(new Set(secrets()).size).toBe(files().length);
      expect(files().length).toBeGreaterThan(10);
      // The control: the same look finds each where it is.
      expect(
        shownIn(
          files()
            .map((file) => readFileSync(file, 'utf8'))
            .join(),
        ),
      ).toBe(files().length);
    });

    it('are in no log, in nothing the launcher said, and in no answer of a service', async () => {
      const logs = within(join(system().dataDir, 'logs')).map((file) => readFileSync(file, 'utf8'));
      expect(logs.join().length).toBeGreaterThan(1_000);
      const pages = await Promise.all(
        SERVICES.flatMap((service) =>
          ['/metrics', '/health/ready', '/openapi.json', '/docs'].map(async (path) =>
            (await fetch(system().urls[service] + path)).text(),
          ),
        ),
      );
      expect(shownIn([...logs, ...system().said, ...pages].join('\n'))).toBe(0);
    });

    it('are not in the server’s configuration', () => {
      expect(shownIn(readFileSync(join(system().dataDir, 'nats', 'serviceportal.conf'), 'utf8'))).toBe(0);
    });

    it.each(SERVICES)('start no %s in production, which says so in one sentence', async (service) => {
      const { code, said } = await startInProduction(service, system());
      expect(said).toMatch(/^[a-z-]+: (\w+ holds a development secret: [^;.\n]+(; |[.]\n$))+/);
      for (const setting of ['HMAC_KEY_FILE', 'NATS_SEED_FILE']) expect(said).toContain(`${setting} holds`);
      expect(shownIn(said)).toBe(0);
      expect(code).toBe(1);
    });
  });
}

/** A service as the launcher would start it, but for production. */
async function startInProduction(service: ServiceName, { dataDir, users, urls }: TestSystem) {
  const child = spawn(process.execPath, [join(root, 'services', service, 'src', 'main.ts')], {
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: '0',
      NATS_URL: urls.nats,
      MONGODB_URL: urls.mongodb,
      SMTP_URL: urls.smtp,
      CITY_FOLDER: join(root, 'deploy', 'cities', 'krefeld'),
      NATS_SEED_FILE: users.services[service]!.seedFile,
      HMAC_KEY_FILE: join(dataDir, 'secrets', 'hmac.key'),
      PIN_KEY_FILE: join(dataDir, 'secrets', 'pin.key'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said };
}

function within(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
