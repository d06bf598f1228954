import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, nkeyAuthenticator } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigError } from '@serviceportal/shared/errors';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { openLog, readSeed } from '@serviceportal/shared/log';
import { createLogger } from '@serviceportal/shared/telemetry';
import { createClock } from '@serviceportal/shared/time';
import { addGuest } from '../accounts/guests.ts';
import { openServer } from '../accounts/server.ts';
import { findFreePortBase, type RunningSystem, startSystem } from '../launcher/index.ts';
import { natsTlsOf } from '../launcher/settings.ts';
import { checkNatsVersion } from '../infrastructure/nats-server.ts';

const life = createLifecycle();
let folder: string;
let system: RunningSystem;
let caFile: string;
let seedFile: string;

/** Stands in a service's place: NATS is what is tried here. */
const SERVICE = `require('http').createServer((_, response) => response.end(process.env.NATS_TLS_CA_FILE)).listen(process.env.PORT, '127.0.0.1');`;

afterAll(() => life.close());

/** A certificate that signs itself, for this machine; its path. */
function certificate(name: string): string {
  const [key, cert] = [join(folder, `${name}.key`), join(folder, `${name}.pem`)];
  const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync('openssl', [...made, ...subject], { stdio: 'ignore' });
  return cert;
}

const service = () => system.users.services['tickets']!.seedFile;

function open(change: { NATS_TLS_CA_FILE?: string; NATS_URL?: string }) {
  const settings = { NATS_URL: system.urls.nats, NATS_SEED_FILE: service(), ...change };
  const logger = createLogger({ service: 'tickets', level: 'silent' });
  return openLog(settings, { service: 'tickets', clock: createClock(undefined, 'Europe/Berlin'), logger }, life);
}

/** A machine without it has nothing to make a certificate with. */
const canMakeCertificates = spawnSync('openssl', ['version']).status === 0;
if (!canMakeCertificates) process.stderr.write('No openssl here, which makes the certificates: TLS is not tried.\n');
const withCertificates = canMakeCertificates ? describe : describe.skip;

withCertificates('a system whose NATS has a certificate', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tls-'));
    life.onClose('folder', () => rm(folder, { recursive: true, force: true }));
    caFile = certificate('server');
    await writeFile(join(folder, 'service.cjs'), SERVICE);
    const files = { NATS_TLS_CERT_FILE: caFile, NATS_TLS_KEY_FILE: join(folder, 'server.key') };
    const start = {
      portBase: await findFreePortBase({}),
      dataDir: join(folder, 'data'),
      city: 'musterstadt',
      natsTls: natsTlsOf({ ...files, NATS_TLS_CA_FILE: caFile }),
      // Nobody is asked there: the services are not ours.
      mongodbUrl: 'mongodb://127.0.0.1:1',
      smtpUrl: 'smtp://127.0.0.1:1',
      say: () => undefined,
      mainFile: () => join(folder, 'service.cjs'),
    };
    system = await startSystem(start);
    life.onClose('system', () => system.stop());
    seedFile = system.users.provisioner.seedFile;
  }, 60_000);

  it('comes up, provisions itself, and tells its services whom to trust', async () => {
    expect(await (await fetch(system.urls.tickets)).text()).toBe(caFile);
    await expect(checkNatsVersion(system.urls.nats)).resolves.toBeUndefined();
  });

  it('lets a service in by TLS 1.3', async () => {
    expect((await open({ NATS_TLS_CA_FILE: caFile })).isConnected()).toBe(true);
  });

  it('takes no other client: not without TLS, not with an older one, not one that trusts somebody else', async () => {
    const authenticator = nkeyAuthenticator(readSeed(service()));
    const stranger = readFileSync(certificate('stranger'), 'utf8');
    const ca = readFileSync(caFile, 'utf8');
    for (const tls of [{ ca: stranger }, {}, { ca, maxVersion: 'TLSv1.2' as const }]) {
      await expect(connect({ servers: system.urls.nats, authenticator, tls, reconnect: false })).rejects.toThrow();
    }
    // The control: with the right one it goes.
    const trusted = await connect({ servers: system.urls.nats, authenticator, tls: { ca }, reconnect: false });
    await trusted.close();
  });

  it('says nothing to a client that stays in the clear', async () => {
    const { hostname, port } = new URL(system.urls.nats);
    const socket = connectTcp(Number(port), hostname);
    const said: string[] = [];
    socket.on('data', (bytes) => said.push(bytes.toString()));
    await once(socket, 'data');
    socket.write('CONNECT {"verbose":true}\r\nPING\r\n');
    await once(socket, 'close');
    expect(said.join('')).toMatch(/^INFO [^\r]*\r\n$/);
  });

  it('of a service name the file that cannot be read', async () => {
    await expect(open({ NATS_TLS_CA_FILE: join(folder, 'none.pem') })).rejects.toThrow(/NATS_TLS_CA_FILE/);
  });

  it('adds a frontend while it runs', async () => {
    const said: string[] = [];
    const place = { dataDir: system.dataDir, natsUrl: system.urls.nats, seedFile, caFile, patienceMs: 25_000 };
    const server = await openServer(place, life);
    await addGuest({ kind: 'frontend', id: 'pbx' }, false, { place, server, say: (line) => void said.push(line) });
    expect(said[0]).toBe('The frontend pbx may sign in; it was tried with this key.');
  });
});

describe('settings', () => {
  it.each([
    [{ NATS_TLS_CERT_FILE: import.meta.filename }, 'NATS_TLS_CERT_FILE and NATS_TLS_KEY_FILE belong together'],
    [{ NATS_TLS_CA_FILE: '/nowhere/ca.pem' }, 'NATS_TLS_CA_FILE must be the path of a readable file.'],
  ])('that cannot work are refused by a sentence: %j', (settings, sentence) => {
    expect(() => natsTlsOf(settings)).toThrow(ConfigError);
    expect(() => natsTlsOf(settings)).toThrow(sentence);
  });
});
