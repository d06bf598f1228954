import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { z } from 'zod';
import { createSealedCookie } from './sealed-cookie.ts';

const Content = z.object({ text: z.string() });
const now = () => Math.floor(Date.now() / 1000);
let close = () => Promise.resolve();
afterEach(() => close());

/** A server that writes a cookie at `/write?until=` and says at `/read` what it finds in one. */
async function serve(options: { secret?: string; name?: string; secure?: boolean } = {}): Promise<string> {
  const cookie = createSealedCookie({ name: 'c', secret: 's'.repeat(32), secure: false, content: Content, ...options });
  const app = express();
  app.get('/write', async (req, res) => {
    await cookie.write(req, res, { text: 'x'.repeat(Number(req.query['size'] ?? 1)) }, Number(req.query['until']));
    res.end();
  });
  app.get('/read', async (req, res) => {
    res.json({ has: cookie.has(req), length: (await cookie.read(req))?.text.length ?? null });
  });
  app.get('/clear', (req, res) => {
    cookie.clear(req, res);
    res.end();
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const before = close;
  close = async () => {
    await before();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    close = () => Promise.resolve();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function written(url: string, until = now() + 60, size = 1): Promise<string[]> {
  return (await fetch(`${url}/write?until=${until}&size=${size}`)).headers.getSetCookie();
}
const pairs = (lines: string[]) => lines.map((line) => line.split(';')[0]).join('; ');
const read = async (url: string, cookie: string) => (await fetch(`${url}/read`, { headers: { cookie } })).json();

describe('a sealed cookie', () => {
  it('is read again until its end, which the browser need not keep', async () => {
    const url = await serve();
    expect(await read(url, pairs(await written(url)))).toEqual({ has: true, length: 1 });
    expect(await read(url, pairs(await written(url, now() - 1)))).toEqual({ has: true, length: null });
    expect(await read(url, '')).toEqual({ has: false, length: null });
  });

  it('is spread over pieces that a browser takes, and nothing without one of them', async () => {
    const url = await serve();
    const lines = await written(url, now() + 60, 6_000);
    expect(lines.length).toBe(3);
    for (const line of lines) expect(line.length).toBeLessThan(4_096);
    expect(await read(url, pairs(lines))).toEqual({ has: true, length: 6_000 });
    expect(await read(url, pairs(lines.slice(1)))).toEqual({ has: false, length: null });
    expect(await read(url, pairs(lines.slice(0, 2)))).toEqual({ has: true, length: null });
    const cleared = await fetch(`${url}/clear`, { headers: { cookie: pairs(lines) } });
    expect(cleared.headers.getSetCookie().map((line) => line.split('=')[0])).toEqual(['c', 'c.1', 'c.2']);
  });

  it('goes only to its host and only by https where there is https', async () => {
    const [line = ''] = await written(await serve({ secure: true }));
    expect(line).toMatch(/^__Host-c=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/);
    const [open = ''] = await written(await serve());
    expect(open).toMatch(/^c=[^;]+; Max-Age=\d+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
  });

  it('is nothing under another key or name', async () => {
    const cookie = pairs(await written(await serve()));
    expect(await read(await serve({ secret: 't'.repeat(32) }), cookie)).toEqual({ has: true, length: null });
    const [, value = ''] = cookie.split('=');
    expect(await read(await serve({ name: 'd' }), `d=${value}`)).toEqual({ has: true, length: null });
  });
});
