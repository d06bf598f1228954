import { createLifecycle, type Lifecycle } from '@serviceportal/shared/lifecycle';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { decodeJwt } from 'jose';
import { type Browser, openBrowser } from './support/browser.ts';
import { openScriptedProvider, type ScriptedProvider } from './support/scripted-provider.ts';
import { openScriptedService, type ScriptedService } from './support/scripted-service.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

let life: Lifecycle;
let provider: ScriptedProvider;
let tickets: ScriptedService;
let desk: StartedDesk;

beforeEach(async () => {
  life = createLifecycle();
  provider = await openScriptedProvider(life);
  tickets = await openScriptedService(life);
  desk = await open();
});
afterEach(() => life.close());

function open(env: NodeJS.ProcessEnv = {}): Promise<StartedDesk> {
  return openDesk(life, { OIDC_ISSUER: provider.issuer, DEV_OIDC_DIR: undefined, TICKETS_URL: tickets.url, ...env });
}

async function signIn(): Promise<Browser> {
  const browser = openBrowser();
  // Not on to the start page, which would renew already what ends soon.
  await browser.visit(`${desk.url}/sign-in`, { until: '/' });
  expect(browser.cookies().map(({ name }) => name)).toContain('session');
  return browser;
}

const refreshes = () => provider.asked.filter((body) => body.get('grant_type') === 'refresh_token');
const ask = (browser: Browser) => browser.send(`${desk.url}/api/tickets/tickets`);
/** The number of the token that a service was sent, counted by the provider. */
const sentTokens = () =>
  tickets.requests.map(({ headers }) => headers.authorization && decodeJwt(headers.authorization.slice(7))['nr']);

describe('another provider’s tokens', () => {
  it.each<[string, ScriptedProvider['script'], number, string]>([
    ['nonce', { idToken: { nonce: 'other' } }, 400, 'Anmeldung nicht abgeschlossen'],
    ['missing nonce', { idToken: { nonce: undefined } }, 400, 'Anmeldung nicht abgeschlossen'],
    ['issuer', { idToken: { iss: 'https://evil.example' } }, 400, 'Anmeldung nicht abgeschlossen'],
    ['client', { idToken: { aud: 'other' } }, 400, 'Anmeldung nicht abgeschlossen'],
    ['signature', { foreignKey: true }, 400, 'Anmeldung nicht abgeschlossen'],
    ['audience', { accessToken: { aud: 'account' } }, 500, 'nicht richtig eingestellt'],
  ])('are refused with a wrong %s', async (_what, script, status, says) => {
    provider.script = script;
    const browser = openBrowser();
    const page = await browser.visit(`${desk.url}/sign-in`);
    expect({ status: page.status, text: page.text }).toEqual({ status, text: expect.stringContaining(says) });
    expect(browser.cookies()).toEqual([]);
  });

  it('may name roles elsewhere and otherwise, as services are told too', async () => {
    const map = JSON.stringify({ 'sp-standesamt': 'lead:standesamt' });
    desk = await open({ OIDC_ROLES_CLAIM: 'realm_access.roles', OIDC_ROLE_MAP: map });
    provider.script = { accessToken: { realm_access: { roles: ['sp-standesamt', 'ops'] } } };
    const { text } = await openBrowser().visit(`${desk.url}/sign-in`);
    expect(text).toContain('Leitung (standesamt)');
    expect(text).not.toContain('Betrieb');
  });

  it('may be large: the session is spread over several cookies, and taken together again', async () => {
    provider.script = { padding: 1_500 };
    const browser = await signIn();
    expect(browser.cookies().map(({ name }) => name)).toEqual(['session', 'session.1']);
    expect((await ask(browser)).status).toBe(200);
    expect(sentTokens()).toEqual([1]);
    provider.script = {};
    expect((await browser.visit(`${desk.url}/sign-in`)).text).toContain('Ute Übel');
    expect(browser.cookies().map(({ name }) => name)).toEqual(['session']);
  });

  it('may be too large to keep, which is said', async () => {
    provider.script = { padding: 12_000 };
    const page = await openBrowser().visit(`${desk.url}/sign-in`);
    expect(page.status).toBe(500);
    expect(page.headers.getSetCookie().join()).not.toContain('session=');
  });
});

describe('a provider that is away', () => {
  it('is said to who wants to sign in, and counted', async () => {
    const failed = async () => {
      const metrics = await (await fetch(`${desk.url}/metrics`)).text();
      return Number(/sign_in_failed_total\{reason="provider"\} (\d+)/.exec(metrics)?.[1] ?? 0);
    };
    const before = await failed();
    await provider.stop();
    desk = await open();
    const page = await openBrowser().visit(`${desk.url}/sign-in`);
    expect(page.status).toBe(503);
    expect(page.text).toContain('Gerade keine Anmeldung möglich');
    expect(await failed()).toBe(before + 1);
  });
});

describe('a session', () => {
  it('is renewed silently when its token is about to end, once for all requests of a page', async () => {
    provider.script = { expiresIn: 20 };
    const browser = await signIn();
    provider.script = { expiresIn: 300 };
    const answers = await Promise.all([ask(browser), ask(browser), ask(browser), ask(browser)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(refreshes().map((body) => body.get('refresh_token'))).toEqual(['refresh-1']);
    expect(sentTokens()).toEqual([2, 2, 2, 2]);
    await ask(browser);
    expect(refreshes()).toHaveLength(1);
    expect(sentTokens().at(-1)).toBe(2);
  });

  it('is over when the provider says so', async () => {
    provider.script = { expiresIn: 20 };
    const browser = await signIn();
    provider.script = { refresh: { status: 400, body: { error: 'invalid_grant' } } };
    await ask(browser);
    expect(browser.cookies()).toEqual([]);
    expect(tickets.requests.at(-1)?.headers.authorization).toBeUndefined();
    expect((await browser.visit(`${desk.url}/`)).text).toContain('Nicht angemeldet');
  });

  it('goes on with its token while the provider is away, and waits for it afterwards', async () => {
    provider.script = { expiresIn: 20 };
    const slow = await signIn();
    provider.script = { expiresIn: 1 };
    const quick = await signIn();
    await provider.stop();
    expect((await ask(slow)).status).toBe(200);
    expect(sentTokens()).toHaveLength(1);

    const refused = await eventually(async () => {
      const response = await ask(quick);
      expect(response.status).toBe(503);
      return response;
    });
    expect(await refused.json()).toMatchObject({ type: 'urn:serviceportal:problem:unavailable' });
    expect(quick.cookies().map(({ name }) => name)).toEqual(['session']);
  });

  it('is not somebody else’s after renewal', async () => {
    provider.script = { expiresIn: 20 };
    const browser = await signIn();
    provider.script = { idToken: { sub: 'mallory' } };
    await ask(browser);
    expect(browser.cookies()).toEqual([]);
    expect(sentTokens()).toEqual([undefined]);
  });

  it('is nothing that anybody could make, change or take from another cookie', async () => {
    const browser = await signIn();
    const [cookie] = browser.cookies();
    const sealed = cookie?.value ?? '';
    const parts = sealed.split('.');
    const forged = [
      'x',
      `${sealed}x`,
      [...parts.slice(0, 3), `${parts[3]?.startsWith('A') ? 'B' : 'A'}${parts[3]?.slice(1)}`, parts[4]].join('.'),
      [Buffer.from('{"alg":"none"}').toString('base64url'), ...parts.slice(1)].join('.'),
      (await attemptCookie()).value,
    ];
    for (const value of forged) {
      browser.setCookies([{ name: 'session', value, path: '/', attributes: '' }]);
      await ask(browser);
      expect(browser.cookies()).toEqual([]);
    }
    expect(sentTokens()).toEqual(forged.map(() => undefined));
  });

  it('holds at every replica with the same key, and at none with another', async () => {
    const browser = await signIn();
    const replica = await open({ SESSION_KEY_FILE: desk.env['SESSION_KEY_FILE'], DESK_URL: desk.url });
    const stranger = await open({ SESSION_KEY_FILE: import.meta.filename });
    const [cookie] = browser.cookies();
    for (const { url } of [replica, stranger]) {
      await fetch(`${url}/api/tickets/x`, { headers: { cookie: `session=${cookie?.value}` } });
    }
    expect(sentTokens()).toEqual([1, undefined]);
  });

  /** What a sign-in that has begun leaves in the browser. */
  async function attemptCookie() {
    const browser = openBrowser();
    await browser.send(`${desk.url}/sign-in`);
    return browser.cookies()[0]!;
  }
});
