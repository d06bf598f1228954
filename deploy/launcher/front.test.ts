import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../infrastructure/tcp.ts';
import { type Front, openFront } from './front.ts';

const servers: Server[] = [];
let front: Front | undefined;

afterEach(async () => {
  await front?.close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** What it says, or `drop`, or `stream` for the beginning of an event stream. */
type Answer = (request: IncomingMessage, body: string) => string;

/** A process of a service; `drop` breaks the connection once it has the request. */
async function replica(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const said = answer(request, body);
      if (said === 'drop') return void request.socket.destroy();
      if (said !== 'stream') return void response.end(said);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: one\n\n');
    });
  });
  server.on('upgrade', (_request, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function open(...targets: string[]): Promise<string> {
  const port = await findFreePort();
  front = await openFront(port, targets);
  return `http://127.0.0.1:${port}`;
}
const nobody = async () => `http://127.0.0.1:${await findFreePort()}`;
const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text();

describe('the front', () => {
  it('gives requests to the processes in turn, whole', async () => {
    const answer =
      (name: string): Answer =>
      ({ method, url, headers }, body) =>
        `${name} ${method} ${url} ${headers['content-type']} ${body}`;
    const url = await open(await replica(answer('a')), await replica(answer('b')));
    const init = { method: 'POST', body: '{"ü":1}', headers: { 'content-type': 'application/json' } };
    const answers = [await text(`${url}/x?y=1`, init), await text(`${url}/x?y=1`, init)];
    expect(answers.sort()).toEqual(['a', 'b'].map((name) => `${name} POST /x?y=1 application/json {"ü":1}`));
  });

  it('says for whom it asks, behind what was said before', async () => {
    const url = await open(await replica(({ headers }) => String(headers['x-forwarded-for'])));
    expect(await text(url)).toBe('127.0.0.1');
    expect(await text(url, { headers: { 'x-forwarded-for': '203.0.113.9' } })).toBe('203.0.113.9, 127.0.0.1');
  });

  it('goes on to the next process when one is down', async () => {
    const url = await open(await nobody(), await replica((_request, body) => `got ${body}`), await nobody());
    for (let turn = 0; turn < 4; turn++) expect(await text(url, { method: 'POST', body: 'it' })).toBe('got it');
  });

  it('repeats a request whose process died with it only when that is safe', async () => {
    const url = await open(await replica(() => 'drop'), await replica(() => 'done'));
    for (let turn = 0; turn < 2; turn++) {
      expect(await text(url)).toBe('done');
      expect(await text(url, { method: 'POST', headers: { 'idempotency-key': 'k' } })).toBe('done');
    }
    const statuses = [await fetch(url, { method: 'POST' }), await fetch(url, { method: 'POST' })].map(
      ({ status }) => status,
    );
    expect(statuses.sort()).toEqual([200, 502]);
  });

  it('refuses an address that nobody encoded as a process would', async () => {
    const { hostname, port } = new URL(await open(await replica(() => 'reached')));
    const socket = connect(Number(port), hostname);
    socket.write('GET /search?q=münster HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    let answer = '';
    for await (const part of socket) answer += String(part);
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*problem\+json.*percent-encoded/s);
  });

  it('says so when no process can be reached', async () => {
    const response = await fetch(await open(await nobody()));
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ type: 'urn:serviceportal:problem:unavailable', status: 503 });
  });

  it('passes event streams through as they come', async () => {
    const response = await fetch(await open(await replica(() => 'stream')));
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: one\n\n');
    await reader.cancel();
  });

  it('passes web sockets through', async () => {
    const url = await open(await replica(() => ''));
    const request = httpRequest(url, { headers: { connection: 'upgrade', upgrade: 'websocket' } }).end();
    const echoed = await new Promise<string>((resolve, reject) => {
      request.once('error', reject);
      request.once('upgrade', (_response, socket) => {
        socket.once('data', (bytes: Buffer) => {
          socket.destroy();
          resolve(bytes.toString());
        });
        socket.write('ping');
      });
    });
    expect(echoed).toBe('ping');
  });
});
