import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { readConfig } from '@serviceportal/shared/config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { DeskConfig } from '../src/config.ts';
import { PEOPLE } from '../src/development/people.ts';
import { startDesk } from '../src/service.ts';
import { openBrowser } from './support/browser.ts';
import { openScriptedService, type ScriptedService } from './support/scripted-service.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

const life = createLifecycle();
let desk: StartedDesk;
let tickets: ScriptedService;

beforeAll(async () => {
  tickets = await openScriptedService(life);
  desk = await openDesk(life, { TICKETS_URL: tickets.url });
});
afterAll(() => life.close());

function askToken(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${desk.url}/dev/token`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** As a service checks it: by the keys that the issuer publishes. */
async function verify(token: string) {
  const { jwks_uri: keys } = (await (await fetch(`${desk.url}/dev/oidc/.well-known/openid-configuration`)).json()) as {
    jwks_uri: string;
  };
  return jwtVerify(token, createRemoteJWKSet(new URL(keys)), {
    issuer: `${desk.url}/dev/oidc`,
    audience: 'serviceportal',
    algorithms: ['ES256'],
    requiredClaims: ['exp', 'sub'],
  });
}

describe('a token for scripts', () => {
  it.each([...PEOPLE, { person: 'homepage', roles: ['homepage'] }])('is one of $person', async ({ person, roles }) => {
    const { accessToken, expiresInS } = (await (await askToken({ person })).json()) as {
      accessToken: string;
      expiresInS: number;
    };
    const { payload } = await verify(accessToken);
    expect(payload).toMatchObject({ sub: person, roles });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(expiresInS);
  });

  it('is like the one of somebody who signed in', async () => {
    const browser = openBrowser();
    await browser.press(await browser.visit(`${desk.url}/sign-in`), 'Petra Pohl');
    await browser.send(`${desk.url}/api/tickets/x`);
    const signedIn = await verify(tickets.requests.at(-1)?.headers.authorization?.slice(7) ?? '');
    const { accessToken } = (await (await askToken({ person: 'petra.privacy' })).json()) as { accessToken: string };
    const forScripts = await verify(accessToken);
    expect(Object.keys(signedIn.payload).sort()).toEqual(Object.keys(forScripts.payload).sort());
    expect(signedIn.protectedHeader).toEqual(forScripts.protectedHeader);
    const { sub, roles, client_id } = signedIn.payload;
    expect(forScripts.payload).toMatchObject({ sub, roles, client_id });
  });

  it('comes bare for a shell', async () => {
    const response = await askToken({ person: 'anna.agent' }, { accept: 'text/plain' });
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect((await verify((await response.text()).trim())).payload.sub).toBe('anna.agent');
  });

  it.each([[{ person: 'mallory' }], [{}], [{ person: 'anna.agent', roles: ['ops'] }], [undefined]])(
    'is refused for %j, naming whom there is',
    async (body) => {
      const response = await askToken(body);
      expect(response.status).toBe(400);
      const { detail } = (await response.json()) as { detail: string };
      expect(detail).toMatch(body && 'roles' in body ? /roles is not a known field/ : /anna\.agent, .*, homepage$/);
    },
  );
});

describe('the development provider', () => {
  it('is the same at every replica, also in the middle of signing in', async () => {
    const replica = await startDesk(readConfig(DeskConfig, { ...desk.env, PORT: '0' }), life);
    const browser = openBrowser();
    const choice = await browser.visit(`${desk.url}/sign-in`);
    const there = { ...choice, url: new URL(choice.url.href.replace(desk.url, replica.url)) };
    expect((await browser.press(there, 'Cora Celik')).text).toContain('Cora Celik');
  });

  it('finds its key and its sessions again after a restart', async () => {
    const browser = openBrowser();
    await browser.press(await browser.visit(`${desk.url}/sign-in`), 'Bert Agent');
    const { accessToken } = (await (await askToken({ person: 'anna.agent' })).json()) as { accessToken: string };
    await desk.life.close();
    const again = createLifecycle();
    life.onClose('desk again', () => again.close());
    await startDesk(readConfig(DeskConfig, desk.env), again);
    expect((await verify(accessToken)).payload.sub).toBe('anna.agent');
    browser.setCookies(browser.cookies().filter(({ name }) => name !== 'session'));
    expect((await browser.visit(`${desk.url}/sign-in`)).text).toContain('Bert Agent');
  });

  it('keeps what it holds to its owner', () => {
    const folder = desk.env['DEV_OIDC_DIR']!;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toContain('signing.jwk');
    expect(files.length).toBeGreaterThan(3);
    for (const { parentPath, name } of files) expect(statSync(join(parentPath, name)).mode & 0o777).toBe(0o600);
  });
});

describe('in production', () => {
  const production = () => ({ ...desk.env, PORT: '0', NODE_ENV: 'production', LOG_LEVEL: 'fatal' });

  it('a start with the development provider is refused by name', async () => {
    expect(() => readConfig(DeskConfig, production())).toThrow(
      'DEV_OIDC_DIR is for development and tests: leave it out when NODE_ENV is production',
    );
    const sneaky = { ...readConfig(DeskConfig, desk.env), PORT: 0, NODE_ENV: 'production' as const };
    await expect(startDesk(sneaky, life)).rejects.toThrow('DEV_OIDC_DIR is for development and tests alone.');
  });

  it('there is neither the provider nor a token for scripts', async () => {
    const provider = 'https://127.0.0.1:9/realms/stadt';
    const config = readConfig(DeskConfig, { ...production(), DEV_OIDC_DIR: undefined, OIDC_ISSUER: provider });
    const { url } = await startDesk(config, life);
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const path of ['/dev/oidc/.well-known/openid-configuration', '/dev/oidc/auth', '/dev/token']) {
      expect((await fetch(url + path)).status).toBe(404);
    }
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ person: 'anna.agent' });
    expect((await fetch(`${url}/dev/token`, { method: 'POST', headers, body })).status).toBe(404);
  });

  it.each([
    ['DESK_URL', 'http://portal.stadt.example'],
    ['DESK_URL', 'https://portal.stadt.example/desk'],
    ['OIDC_ISSUER', 'http://anmeldung.stadt.example'],
  ])('%s is not %s', (name, value) => {
    expect(() => readConfig(DeskConfig, { ...desk.env, [name]: value })).toThrow(`${name} must be `);
  });

  it('another provider and the development one exclude each other', async () => {
    const config = readConfig(DeskConfig, { ...desk.env, PORT: '0', OIDC_ISSUER: 'https://anmeldung.stadt.example' });
    await expect(startDesk(config, life)).rejects.toThrow(/^OIDC_ISSUER must be .*\/dev\/oidc with DEV_OIDC_DIR/);
  });
});
