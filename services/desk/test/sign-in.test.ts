import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt } from 'jose';
import { openBrowser } from './support/browser.ts';
import { openScriptedService, type ScriptedService } from './support/scripted-service.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';
import { createLifecycle } from '@serviceportal/shared/lifecycle';

const life = createLifecycle();
let desk: StartedDesk;
let tickets: ScriptedService;

beforeAll(async () => {
  tickets = await openScriptedService(life);
  desk = await openDesk(life, { TICKETS_URL: tickets.url });
});
afterAll(() => life.close());

/** Picks a person on the provider's page. */
async function signIn(name: string, to = '/') {
  const browser = openBrowser();
  const choice = await browser.visit(`${desk.url}/sign-in?to=${encodeURIComponent(to)}`);
  return { browser, choice, page: await browser.press(choice, name) };
}

describe('signing in', () => {
  it('begins and ends on the start page, with a session in a cookie that no script can read', async () => {
    const before = await openBrowser().visit(`${desk.url}/`);
    expect(before.text).toContain('Nicht angemeldet');

    const { browser, choice, page } = await signIn('Lea Lindner');
    expect(choice.text).toContain('Petra Pohl');
    expect(choice.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toMatchObject({ status: 200, url: new URL(`${desk.url}/`) });
    expect(page.text).toContain('Lea Lindner');
    expect(page.text).toContain('Leitung (standesamt)');
    const session = browser.cookies().find(({ name }) => name === 'session');
    expect(session?.attributes).toMatch(/; Max-Age=3599\d; Path=\/; .*HttpOnly; SameSite=Lax$/);
    expect(session?.value).not.toContain(Buffer.from('lea').toString('base64url'));
    expect(browser.cookies().map(({ name }) => name)).not.toContain('sign-in');
  });

  it('gives the services a token with subject, roles and audience', async () => {
    const { browser } = await signIn('Carl Clemens');
    await browser.send(`${desk.url}/api/tickets/tickets`);
    const token = tickets.requests.at(-1)?.headers.authorization ?? '';
    expect(decodeJwt(token.replace('Bearer ', ''))).toMatchObject({
      iss: `${desk.url}/dev/oidc`,
      aud: 'serviceportal',
      sub: 'carl.standesamt',
      roles: ['clerk:standesamt'],
    });
  });

  it('goes on to where one wanted to, and nowhere else', async () => {
    expect((await signIn('Anna Agent', '/api/tickets/docs?x=1')).page.url.href).toBe(
      `${desk.url}/api/tickets/docs?x=1`,
    );
    for (const to of ['//evil.example/', '/\\evil.example', 'https://evil.example/']) {
      expect((await signIn('Anna Agent', to)).page.url.href).toBe(`${desk.url}/`);
    }
  });

  it('ends at the provider too, where another person can be picked then', async () => {
    const { browser, page } = await signIn('Otto Okafor');
    const bystander = openBrowser();
    bystander.setCookies(browser.cookies());
    const sent = await bystander.send(`${desk.url}/sign-out`, { method: 'POST' });
    const end = new URL(sent.headers.get('location') ?? '');
    expect([...end.searchParams.keys()].sort()).toEqual(['client_id', 'post_logout_redirect_uri']);
    expect(end.href).not.toContain('eyJ');
    const asked = await browser.visit(`${desk.url}/sign-out`, { method: 'POST' });
    expect(browser.cookies().map(({ name }) => name)).not.toContain('session');
    const left = await browser.press(asked, 'Ja, abmelden');
    expect(left.url.href).toBe(`${desk.url}/`);
    expect(left.text).toContain('Nicht angemeldet');
    expect((await browser.visit(`${desk.url}/sign-in`)).text).toContain('Als wer möchten Sie sich anmelden?');
    expect(page.headers.get('content-security-policy')).toContain(`form-action 'self' ${desk.url}`);
  });

  it('is quiet while the provider still knows who it is', async () => {
    const { browser } = await signIn('Edda Ernst');
    browser.setCookies(browser.cookies().filter(({ name }) => name !== 'session'));
    expect((await browser.visit(`${desk.url}/sign-in`)).text).toContain('Edda Ernst');
  });

  it('begins at the own address, since 127.0.0.1 and localhost have cookies of their own', async () => {
    const byOtherName = `${desk.url.replace('127.0.0.1', 'localhost')}/sign-in?to=%2Fx`;
    const response = await fetch(byOtherName, { redirect: 'manual' });
    expect(response.status).toBe(307);
    expect(response.headers.get('location')).toBe(`${desk.url}/sign-in?to=%2Fx`);
  });
});

describe('what comes back from the provider', () => {
  /** A sign-in up to the address that the provider sends the browser back to. */
  async function almost(name: string) {
    const browser = openBrowser();
    const choice = await browser.visit(`${desk.url}/sign-in`);
    const [, action = ''] = /action="([^"]*)"/.exec(choice.text) ?? [];
    const body = new URLSearchParams({ person: name });
    const back = await browser.visit(new URL(action, choice.url), {
      method: 'POST',
      body,
      until: '/sign-in/callback',
    });
    return { browser, back: back.url };
  }
  const refused = { status: 400, text: expect.stringContaining('Anmeldung nicht abgeschlossen') };

  it('is taken once', async () => {
    const { browser, back } = await almost('anna.agent');
    expect((await browser.visit(back)).status).toBe(200);
    expect(await browser.visit(back)).toMatchObject(refused);
  });

  it('is not taken with another state, or in a browser that did not begin', async () => {
    const { browser, back } = await almost('anna.agent');
    const forged = new URL(back);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect(await openBrowser().visit(back)).toMatchObject(refused);
    expect(await browser.visit(forged)).toMatchObject(refused);
    expect(browser.cookies().map(({ name }) => name)).not.toContain('session');
  });

  it('is not taken from somebody else’s sign-in: the code belongs to the verifier', async () => {
    const [stolen, own] = [await almost('anna.agent'), await almost('bert.agent')];
    const injected = new URL(own.back);
    injected.searchParams.set('code', stolen.back.searchParams.get('code') ?? '');
    expect(await own.browser.visit(injected)).toMatchObject(refused);
    expect(own.browser.cookies().map(({ name }) => name)).not.toContain('session');
  });

  it('is not taken from another provider', async () => {
    const { browser, back } = await almost('anna.agent');
    back.searchParams.set('iss', 'https://evil.example');
    expect(await browser.visit(back)).toMatchObject(refused);
  });

  it('may be that nobody wanted to', async () => {
    const { browser, back } = await almost('anna.agent');
    back.searchParams.delete('code');
    back.searchParams.set('error', 'access_denied');
    back.searchParams.set('error_description', '<script>alert(1)</script>');
    const page = await browser.visit(back);
    expect(page).toMatchObject({ status: 400, text: expect.stringContaining('abgebrochen oder abgelehnt') });
    expect(page.text).not.toContain('<script>');
  });
});

describe('the provider’s own pages', () => {
  it('say when there is nothing to choose for', async () => {
    const { status, text } = await openBrowser().visit(`${desk.url}/dev/oidc/interaction/unknown`);
    expect({ status, text }).toMatchObject({ status: 400, text: expect.stringContaining('abgelaufen') });
  });

  it('refuse other clients, addresses and requests without PKCE', async () => {
    const good = {
      client_id: 'serviceportal-desk',
      redirect_uri: `${desk.url}/sign-in/callback`,
      response_type: 'code',
      scope: 'openid',
    };
    const ask = (changes: object) =>
      openBrowser().visit(`${desk.url}/dev/oidc/auth?${new URLSearchParams({ ...good, ...changes }).toString()}`, {
        until: '/sign-in/callback',
      });
    expect(await ask({ client_id: 'other' })).toMatchObject({ status: 400 });
    expect(await ask({ redirect_uri: 'https://evil.example/' })).toMatchObject({ status: 400 });
    expect((await ask({})).url.searchParams.get('error')).toBe('invalid_request');
  });
});

describe('one address', () => {
  // The last test, since the minute does not end before the others.
  it('may sign in so often in a minute, and is told so on a page', async () => {
    const knock = () => fetch(`${desk.url}/sign-in/callback`, { redirect: 'manual' });
    const statuses: number[] = [];
    for (let n = 0; n < 13; n++) {
      const answers = await Promise.all(Array.from({ length: 100 }, knock));
      statuses.push(...answers.map(({ status }) => status));
      await Promise.all(answers.map((answer) => answer.text()));
    }
    expect(new Set(statuses)).toEqual(new Set([400, 429]));
    const refused = await knock();
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.text()).toContain('Bitte warten Sie eine Minute');
    expect((await fetch(`${desk.url}/`)).status).toBe(200);
  });
});
