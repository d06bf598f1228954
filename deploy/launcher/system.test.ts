import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { answers } from '../infrastructure/tcp.ts';
import { findFreePortBase } from './ports.ts';
import { type RunningSystem, startSystem, type SystemOptions } from './system.ts';

/** Stands in a service's place: ready at once, tells what it was told. */
const SERVICE = `
  const { PORT, INSTANCE, NATS_SEED_FILE, CITY_CLOCK, CITY_AREA_CODE, PIN_KEY_FILE, SMTP_URL, HOST, MONGODB_DATABASE, EXTRA } = process.env;
  require('http').createServer((request, response) => response.end(JSON.stringify(
    { INSTANCE, NATS_SEED_FILE, CITY_CLOCK, CITY_AREA_CODE, PIN_KEY_FILE, SMTP_URL, HOST, MONGODB_DATABASE, EXTRA, pid: process.pid }))).listen(PORT, '127.0.0.1');
`;

let dataDir: string;
let portBase: number;
let said: string[];
let system: RunningSystem | undefined;

const { HOST, MONGODB_DATABASE } = process.env;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'system-test-'));
  await writeFile(join(dataDir, 'service.cjs'), SERVICE);
  portBase = await findFreePortBase({ tickets: 2 });
  said = [];
});
afterEach(async () => {
  for (const [name, value] of Object.entries({ HOST, MONGODB_DATABASE })) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await system?.stop();
  system = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(more: Partial<SystemOptions> = {}): Promise<RunningSystem> {
  const say = (line: string) => void said.push(line);
  const mainFile = () => join(dataDir, 'service.cjs');
  system = await startSystem({
    portBase,
    dataDir,
    city: 'krefeld',
    say,
    mainFile,
    env: { EXTRA: 'yes' },
    ...more,
  });
  return system;
}
async function ask(url: string): Promise<Record<string, string>> {
  return (await (await fetch(url)).json()) as Record<string, string>;
}

describe('the whole system', () => {
  it('comes up, tells each service what it needs, comes back after a kill, and stops without leaving anything', async () => {
    const { urls, ...running } = await start({ scale: { tickets: 2 }, cityClock: '2026-11-23T09:00:00+01:00' });
    const told = await ask(urls.notify);
    expect(told).toMatchObject({
      INSTANCE: 'notify',
      CITY_AREA_CODE: '2151',
      SMTP_URL: `smtp://127.0.0.1:${portBase + 8}`,
      EXTRA: 'yes',
    });
    expect(told['CITY_CLOCK']).toMatch(/^2026-11-23T09:00:00\+01:00@/);
    expect(readFileSync(told['PIN_KEY_FILE']!, 'utf8')).toMatch(/^# A development secret: .*\n[0-9a-f]{64}\n$/);
    expect(statSync(told['PIN_KEY_FILE']!).mode & 0o777).toBe(0o600);
    expect(existsSync(told['NATS_SEED_FILE']!)).toBe(true);
    const shares = [await ask(urls.tickets), await ask(urls.tickets)].map(({ INSTANCE }) => INSTANCE);
    expect(shares.sort()).toEqual(['tickets-1', 'tickets-2']);

    for (const part of [
      running.process('nats'),
      running.process('database'),
      running.process('inbox'),
      running.process('tickets', 2),
    ]) {
      part.kill('SIGKILL');
      await part.ready();
      expect(part.restarts).toBe(1);
    }

    await running.stop();
    for (let port = portBase; port < portBase + 10; port++) expect(await answers(port)).toBe(false);
    expect(existsSync(join(dataDir, 'processes.json'))).toBe(false);
  }, 240_000);

  it('finds its keys, clock and mails again after a stop', async () => {
    const first = await ask((await start({ cityClock: '2026-11-23T09:00:00+01:00' })).urls.tickets);
    const pin = readFileSync(first['PIN_KEY_FILE']!, 'utf8');
    await system?.stop();
    const second = await ask((await start()).urls.tickets);
    expect(readFileSync(second['PIN_KEY_FILE']!, 'utf8')).toBe(pin);
    expect(second['CITY_CLOCK']).toBe(first['CITY_CLOCK']);
  }, 240_000);

  it('gives each service an address and a database of its own, whatever the environment says', async () => {
    Object.assign(process.env, { HOST: 'workstation', MONGODB_DATABASE: 'mine' });
    const told = await ask((await start()).urls.tickets);
    expect(told['HOST']).toBe('127.0.0.1');
    expect(told).not.toHaveProperty('MONGODB_DATABASE');
  }, 240_000);

  it('ends what it had started when a service does not come up', async () => {
    await writeFile(
      join(dataDir, 'service.cjs'),
      `process.stderr.write('tickets: PORT is missing.\\n'); process.exit(1);`,
    );
    await expect(start()).rejects.toThrow(/ended before it was ready: tickets: PORT is missing\./);
    for (let port = portBase; port < portBase + 10; port++) expect(await answers(port)).toBe(false);
  }, 240_000);

  it.each([
    ['OIDC_ROLE_MAP', 'bla', 'OIDC_ROLE_MAP must be a JSON object from claim values to roles'],
    ['KEEP_CALLS_DAYS', 'bla', 'KEEP_CALLS_DAYS must be a number of days from 1 to 3650.'],
    ['KEEP_TICKETS_DAYS', '0', 'KEEP_TICKETS_DAYS must be a number of days from 1 to 3650.'],
    ['OIDC_SCOPE', '', 'OIDC_SCOPE is empty: '],
  ])('refuses %s=%s, which only a service reads, before anything is started', async (name, value, sentence) => {
    await expect(start({ env: { [name]: value } })).rejects.toThrow(sentence);
    expect(existsSync(join(dataDir, 'logs'))).toBe(false);
  });

  it('refuses an unknown city by naming those there are', async () => {
    await expect(start({ city: 'entenhausen' })).rejects.toThrow(
      /^CITY is entenhausen, but there is no .*: name a folder with a city.yaml, or .*krefeld/,
    );
  });
});
