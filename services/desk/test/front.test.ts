import { dirname, join } from 'node:path';
import { CLIENT_ADDRESS, vouchFor } from '@serviceportal/shared/http';
import { keepOnce } from '@serviceportal/shared/kept-file';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, openBrowser } from './support/browser.ts';
import { openScriptedService, type ScriptedService } from './support/scripted-service.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

const life = createLifecycle();
let tickets: ScriptedService;
let away: ScriptedService;
let desk: StartedDesk;
let browser: Browser;

beforeAll(async () => {
  tickets = await openScriptedService(life);
  away = await openScriptedService(life);
  await away.stop();
  desk = await openDesk(life, { TICKETS_URL: tickets.url, NOTIFY_URL: away.url });
  browser = openBrowser();
  await browser.press(await browser.visit(`${desk.url}/sign-in`), 'Anna Agent');
});
afterAll(() => life.close());
beforeEach(() => tickets.answer((_request, response) => void response.end('ok')));

const last = () => tickets.requests.at(-1)!;

describe('the front', () => {
  it('passes on method, path, query and body, and what came of it', async () => {
    tickets.answer((request, response) => {
      response.writeHead(418, { 'content-type': 'text/plain', 'x-of-the-service': 'yes' });
      request.pipe(response);
    });
    const url = `${desk.url}/api/tickets/a%2Fb//c?x=%20y&x=z`;
    const response = await fetch(url, { method: 'PUT', body: 'Größe', headers: { 'idempotency-key': 'k' } });
    expect(last()).toMatchObject({ method: 'PUT', url: '/a%2Fb//c?x=%20y&x=z' });
    expect(last().headers).toMatchObject({ 'idempotency-key': 'k', host: new URL(tickets.url).host });
    expect(response.status).toBe(418);
    expect(response.headers.get('x-of-the-service')).toBe('yes');
    expect(await response.text()).toBe('Größe');
  });

  it('gives the session’s token to services, and its cookies to nobody', async () => {
    tickets.answer((_request, response) => void response.writeHead(200, { 'set-cookie': ['a=1', 'session=x'] }).end());
    const response = await browser.send(`${desk.url}/api/tickets/x`);
    expect(last().headers.authorization).toMatch(/^Bearer ey/);
    expect(last().headers.cookie).toBeUndefined();
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('leaves a request its own Authorization, and one with nothing as it is', async () => {
    await browser.send(`${desk.url}/api/tickets/x`, { headers: { authorization: 'Bearer own' } });
    expect(last().headers.authorization).toBe('Bearer own');
    await fetch(`${desk.url}/api/tickets/x`);
    expect(last().headers.authorization).toBeUndefined();
  });

  it('says for whom it asks, behind what was said before', async () => {
    await fetch(`${desk.url}/api/tickets/x`, {
      headers: { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' },
    });
    expect(last().headers).toMatchObject({
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(desk.url).host,
    });
  });

  it('vouches for the address of whoever asks, as its own proxies say it, and for nobody’s own word', async () => {
    const key = 'the key of the desk and the services';
    const keyFile = join(dirname(desk.env['SESSION_KEY_FILE']!), 'desk.key');
    keepOnce(keyFile, () => key);
    const behind = await openDesk(life, { TICKETS_URL: tickets.url, DESK_KEY_FILE: keyFile, TRUST_PROXY_HOPS: '1' });
    const forged = vouchFor('198.51.100.1', 'guessed', Date.now())!;
    const headers = { 'x-forwarded-for': '192.0.2.1, 203.0.113.9', [CLIENT_ADDRESS]: forged };
    await fetch(`${behind.url}/api/tickets/x`, { headers });
    const vouched = String(last().headers[CLIENT_ADDRESS]);
    const [, minute] = /^203[.]0[.]113[.]9 (\d+) /.exec(vouched) ?? [];
    expect(vouched).toBe(vouchFor('203.0.113.9', key, Number(minute) * 60_000));
    // Without a key it says nothing, and takes away what others said.
    await fetch(`${desk.url}/api/tickets/x`, { headers });
    expect(last().headers[CLIENT_ADDRESS]).toBeUndefined();
  });

  it('knows the services, and nothing else', async () => {
    const response = await fetch(`${desk.url}/api/treasury/x`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: expect.stringContaining('/api/tickets/') });
    expect((await fetch(`${desk.url}/api`)).status).toBe(404);
  });
});

describe('a request that another site sends with the session', () => {
  it('is refused before a service sees it, unless it only reads', async () => {
    const before = tickets.requests.length;
    const send = (method: string, site?: string) => browser.send(`${desk.url}/api/tickets/x`, { method, site });
    const refused = await send('POST', 'https://evil.example');
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ type: 'urn:serviceportal:problem:forbidden' });
    expect((await send('DELETE', 'https://evil.example')).status).toBe(403);
    expect(tickets.requests.length).toBe(before);
    expect((await send('POST')).status).toBe(200);
    expect((await send('GET', 'https://evil.example')).status).toBe(200);
  });

  it('is taken with a token of its own, which no other site can add', async () => {
    const headers = { authorization: 'Bearer own' };
    const init = { method: 'POST', site: 'https://evil.example', headers };
    expect((await browser.send(`${desk.url}/api/tickets/x`, init)).status).toBe(200);
  });

  it('signs nobody out', async () => {
    const response = await browser.send(`${desk.url}/sign-out`, { method: 'POST', site: 'https://evil.example' });
    expect(response.status).toBe(403);
    expect((await browser.visit(`${desk.url}/`)).text).toContain('Anna Agent');
  });
});

describe('a service that is away', () => {
  it('is named in a problem document', async () => {
    const response = await fetch(`${desk.url}/api/notify/tasks`);
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('retry-after')).toBe('1');
    expect(await response.json()).toEqual({
      type: 'urn:serviceportal:problem:unavailable',
      title: 'Not available now',
      status: 503,
      detail: 'notify cannot be reached; try again soon.',
    });
  });

  it('may have had the request already, which nobody repeats', async () => {
    const before = tickets.requests.length;
    tickets.answer((request) => void request.socket.destroy());
    const response = await fetch(`${desk.url}/api/tickets/x`, { method: 'POST', body: 'it' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ status: 502, detail: expect.stringContaining('unknown') });
    expect(tickets.requests.length).toBe(before + 1);
  });
});
