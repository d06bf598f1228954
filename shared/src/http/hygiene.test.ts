import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { networkOf } from './hygiene.ts';
import { ask } from './sample-requests.ts';
import { type Sample, startSample } from './sample-service.ts';

let service: Sample;
beforeAll(async () => {
  service = await startSample();
});
afterAll(() => service.life.close());

/** What comes back for these bytes, once the service has closed the connection. */
async function raw({ port }: Sample, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await once(socket, 'close');
  return answer;
}

const POLICY = "default-src 'none';object-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";

describe('every answer', () => {
  it.each([
    ['POST', '/calls', { line: 'hotline' }, 201],
    ['GET', '/calls/none', undefined, 404],
    ['GET', '/nothing/here', undefined, 404],
    ['DELETE', '/calls/c1', undefined, 405],
    ['POST', '/calls', '{', 400],
    ['GET', '/health/live', undefined, 200],
    ['GET', '/openapi.json', undefined, 200],
  ])('of %s %s lets a browser do nothing with it, and no other origin in', async (method, path, body, status) => {
    const asked = await ask(service, method, path, body, { Origin: 'https://evil.example' });
    expect(asked.status).toBe(status);
    const headers = Object.fromEntries(asked.headers);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': POLICY,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    for (const name of ['server', 'x-powered-by', 'etag', 'strict-transport-security', 'access-control-allow-origin'])
      expect(headers).not.toHaveProperty(name);
  });

  it('keeps browsers on TLS in production', async () => {
    const inProduction = await startSample({ NODE_ENV: 'production' });
    const asked = await ask(inProduction, 'GET', '/health/live');
    expect(asked.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    await inProduction.life.close();
  });

  it('of the page for people allows its one style sheet', async () => {
    const response = await fetch(`${service.url}/docs`);
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
  });
});

describe('a method', () => {
  it('of another origin that asks beforehand is told nothing', async () => {
    const asks = { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'POST' };
    const asked = await ask(service, 'OPTIONS', '/calls', undefined, asks);
    expect(asked.status).toBe(405);
    expect([...asked.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])('is not changed by %s', async (name) => {
    const asked = await ask(service, 'POST', '/calls/c1?_method=PUT', { note: 'n' }, { [name]: 'PUT' });
    expect(asked.status).toBe(405);
  });

  it.each([
    ['TRACE /calls', 405],
    ['TRACE /nothing', 404],
    ['CONNECT evil.example:443', 405],
    ['PROPFIND /calls', 405],
    ['FOO /calls', 400],
    ['GET http://evil.example/calls', 405],
    ['GET //evil.example/calls', 404],
  ])('of %s is refused with %i', async (line, status) => {
    const answer = await raw(service, `${line} HTTP/1.1\r\nHost: x\r\nX-Secret: s3cret\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1[.]1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(answer).not.toContain('s3cret');
  });
});

describe('what could be read in two ways', () => {
  const head = 'POST /calls HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';
  const body = '{"line":"hotline"}';
  it.each([
    ['length and chunks', `${head}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['chunks and length', `${head}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 18\r\nContent-Length: 19\r\n\r\n${body}`],
    ['a length with a sign', `${head}Content-Length: +18\r\n\r\n${body}`],
    ['chunks that are not last', `${head}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`],
    ['a space before the colon', `${head}Content-Length : 18\r\n\r\n${body}`],
    ['a folded header', `${head}X-A: 1\r\n Content-Length: 18\r\n\r\n${body}`],
    ['a chunk with a wrong size', `${head}Transfer-Encoding: chunked\r\n\r\n5;\r\n${body}\r\n0\r\n\r\n`],
    ['no host', `POST /calls HTTP/1.1\r\nContent-Length: 18\r\n\r\n${body}`],
    ['a NUL in a header', `${head}X-A: a\0b\r\nContent-Length: 18\r\n\r\n${body}`],
  ])('is refused: %s', async (_what, bytes) => {
    service.seen.splice(0);
    expect(await raw(service, bytes)).toMatch(/^HTTP\/1[.]1 400 /);
    expect(service.seen).toEqual([]);
  });

  it('a field given twice is the last of the two, for the check and for the command', async () => {
    service.seen.splice(0);
    expect((await ask(service, 'POST', '/calls', '{"line":"hotline","line":"other"}')).status).toBe(400);
    expect((await ask(service, 'POST', '/calls', '{"line":"other","line":"hotline"}')).status).toBe(201);
    expect(service.seen).toMatchObject([{ body: { line: 'hotline' } }]);
  });
});

describe('the address of whoever asks', () => {
  it.each([
    [0, '203.0.113.7', '127.0.0.1'],
    [1, '203.0.113.7', '203.0.113.7'],
    [1, '198.51.100.1, 203.0.113.7', '203.0.113.7'],
    [1, undefined, '127.0.0.1'],
    [2, '198.51.100.1, 203.0.113.7', '198.51.100.1'],
    [2, '192.0.2.1, 198.51.100.1, 203.0.113.7', '198.51.100.1'],
  ])('behind %i proxies with the header %s is %s', async (hops, forwarded, address) => {
    const behind = await startSample({ TRUST_PROXY_HOPS: hops });
    const headers: Record<string, string> = forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded };
    await ask(behind, 'POST', '/calls', { line: 'hotline' }, headers);
    expect(behind.seen).toMatchObject([{ address }]);
    await behind.life.close();
  });

  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['', ''],
  ])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('may ask so often in a minute, whatever it says of itself, and others are not hindered', async () => {
    const limited = await startSample({ TRUST_PROXY_HOPS: 1 });
    const change = (from: string) =>
      ask(limited, 'PUT', '/calls/c1', { note: 'n' }, { 'If-Match': '1', 'X-Forwarded-For': from });
    const asked = await Promise.all(Array.from({ length: 130 }, (_, n) => change(`192.0.2.${n}, 203.0.113.7`)));
    const refused = asked.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(30);
    expect(refused[0]!.body).toMatchObject({ type: 'urn:serviceportal:problem:too-many', status: 429 });
    expect(refused[0]!.headers.get('retry-after')).toBe('60');
    expect((await change('203.0.113.8')).status).toBe(204);
    const headers = { 'X-Forwarded-For': '203.0.113.7' };
    expect((await ask(limited, 'GET', '/calls/c1', undefined, headers)).status).toBe(200);
    await limited.life.close();
  });
});

/** What needs no more to be read but its body. */
const SIGNED_IN = 'POST /calls HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer anna\r\n';

describe('a client that is too slow', () => {
  let slow: Sample;
  beforeAll(async () => {
    slow = await startSample({}, { headersTimeout: 150, requestTimeout: 300, connectionsCheckingInterval: 50 });
  });
  afterAll(() => slow.life.close());

  it.each([
    ['says nothing', ''],
    ['does not end its headers', 'POST /calls HTTP/1.1\r\nHost: x\r\nX-A: '],
    ['does not end its body', `${SIGNED_IN}Content-Length: 18\r\n\r\n{"line"`],
    ['does not end its chunks', `${SIGNED_IN}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
  ])('and %s is cut off', async (_what, bytes) => {
    expect(await raw(slow, bytes)).toMatch(/^HTTP\/1[.]1 40[08] /);
    expect(slow.seen).toEqual([]);
  });

  it('hinders nobody else', async () => {
    const idle = Array.from({ length: 50 }, () => connect(slow.port, '127.0.0.1').on('error', () => undefined));
    expect((await ask(slow, 'POST', '/calls', { line: 'hotline' })).status).toBe(201);
    for (const socket of idle) socket.destroy();
  });
});
