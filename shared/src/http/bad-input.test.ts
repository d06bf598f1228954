import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ask } from './sample-requests.ts';
import { startSample, type Sample } from './sample-service.ts';

let service: Sample;
beforeAll(async () => {
  service = await startSample();
});
beforeEach(() => void service.seen.splice(0));
afterAll(() => service.life.close());

const problemType = (code: string) => `urn:serviceportal:problem:${code}`;

describe('fields', () => {
  it.each<[string, unknown, string, string]>([
    ['missing', {}, 'line', 'is missing'],
    ['of another type', { line: 7 }, 'line', 'must be "hotline"'],
    ['an array for a string', { line: 'hotline', agentId: ['a'] }, 'agentId', 'must be a string'],
    ['an operator for a string', { line: 'hotline', agentId: { $gt: '' } }, 'agentId', 'must be a string'],
    ['unknown', { line: 'hotline', role: 'ops' }, 'role', 'is not a known field'],
    ['unknown further in', { line: 'hotline', citizen: { $set: 1 } }, 'citizen.$set', 'is not a known field'],
    ['with a dot', { line: 'hotline', 'citizen.phone': 'x' }, 'citizen.phone', 'is not a known field'],
    [
      'a subject-breaking id',
      { line: 'hotline', agentId: 'a.b' },
      'agentId',
      'must be 1 to 64 letters, digits, "-" or "_"',
    ],
    ['a wildcard id', { line: 'hotline', agentId: '>' }, 'agentId', 'must be 1 to 64 letters, digits, "-" or "_"'],
    ['a fraction', { line: 'hotline', rings: 1.5 }, 'rings', 'must be a whole number'],
    ['too small', { line: 'hotline', rings: -1 }, 'rings', 'must be at least 0'],
    [
      'too long',
      { line: 'hotline', citizen: { name: 'x'.repeat(10_000) } },
      'citizen.name',
      'must be at most 200 characters long',
    ],
    ['NUL', { line: 'hotline', citizen: { name: 'a\0b' } }, 'citizen.name', 'must be Unicode text without NUL'],
    [
      'a time without zone',
      { line: 'hotline', at: '2027-10-31T02:30:00' },
      'at',
      'must be a time with offset like 2026-11-23T10:00:00+01:00',
    ],
    [
      'a day that is none',
      { line: 'hotline', at: '2026-02-29T02:30:00Z' },
      'at',
      'must be a time with offset like 2026-11-23T10:00:00+01:00',
    ],
    [
      'letters for a number',
      { line: 'hotline', citizen: { phone: 'abc' } },
      'citizen.phone',
      'must be a phone number without letters, for example 02151 86-2164 or +49 2151 862164',
    ],
    [
      'an emergency number',
      { line: 'hotline', citizen: { phone: '112' } },
      'citizen.phone',
      'must not be an emergency or service number',
    ],
  ])('%s', async (_name, body, path, message) => {
    const asked = await ask(service, 'POST', '/calls', body);
    expect(asked.status).toBe(400);
    expect(asked.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(asked.body).toMatchObject({ type: problemType('invalid'), status: 400 });
    expect(asked.body['detail']).toBe(`${path} ${message}`);
    expect(asked.body.errors).toEqual([{ path, message }]);
    expect(service.seen).toEqual([]);
  });

  it.each([
    ['__proto__', '{"line":"hotline","__proto__":{"role":"ops"}}', '__proto__'],
    ['constructor', '{"line":"hotline","constructor":{"prototype":{}}}', 'constructor'],
    ['1e309', '{"line":"hotline","rings":1e309}', 'rings'],
    ['lone surrogate', '{"line":"hotline","citizen":{"name":"\\ud800"}}', 'citizen.name'],
  ])('%s as raw JSON', async (_name, text, path) => {
    const asked = await ask(service, 'POST', '/calls', text);
    expect(asked.status).toBe(400);
    expect(asked.body.errors?.[0]?.path).toBe(path);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  it('emoji, right-to-left marks and names of all kinds are no bad input', async () => {
    const name = "O'Brien 👩🏽‍💻 \u200fشهرزاد <script> =HYPERLINK( Mu\u0308ller";
    expect((await ask(service, 'POST', '/calls', { line: 'hotline', rings: -0, citizen: { name } })).status).toBe(201);
    expect(service.seen[0]?.body).toMatchObject({ citizen: { name } });
  });

  it('all that are wrong are named at once', async () => {
    const asked = await ask(service, 'POST', '/calls', { citizen: { phone: '1', x: 1 }, y: 2 });
    expect(asked.body.errors?.map(({ path }) => path)).toEqual(['line', 'citizen.phone', 'citizen.x', 'y']);
    expect(asked.body['detail']).toBe('line is missing (and 3 more)');
  });

  it('many unknown ones are answered in bounds', async () => {
    const body = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`field${n}`.padEnd(40, 'x'), n]));
    const asked = await ask(service, 'POST', '/calls', body);
    expect(asked.body.errors).toHaveLength(50);
  });
});

describe('paths and queries', () => {
  it.each([
    ['GET', '/calls/a.b', 400, 'invalid'],
    ['GET', '/calls/%3E', 400, 'invalid'],
    ['GET', '/calls/a%0d%0ab', 400, 'invalid'],
    ['GET', '/calls/%ZZ', 400, 'invalid'],
    ['GET', `/calls/${'x'.repeat(65)}`, 400, 'invalid'],
    ['GET', '/calls/c1?limit=0', 400, 'invalid'],
    ['GET', '/calls/c1?limit=201', 400, 'invalid'],
    ['GET', '/calls/c1?limit=ten', 400, 'invalid'],
    ['GET', '/calls/c1?limit=1&limit=2', 400, 'invalid'],
    ['GET', '/calls/c1?limit[$ne]=1', 400, 'invalid'],
    ['GET', '/calls/c1?unknown=1', 400, 'invalid'],
    ['GET', '/calls/none', 404, 'not-found'],
    ['GET', '/nothing/here', 404, 'not-found'],
    ['DELETE', '/calls/c1', 405, 'method-not-allowed'],
    ['GET', '/calls', 405, 'method-not-allowed'],
    ['GET', '/calls/down', 503, 'unavailable'],
    ['GET', '/calls/bug', 500, 'internal'],
  ])('%s %s → %i %s', async (method, path, status, code) => {
    const asked = await ask(service, method, path);
    expect(asked).toMatchObject({ status, body: { type: problemType(code), status } });
    expect(JSON.stringify(asked.body)).not.toContain('secret');
    if (status === 405) expect(asked.headers.get('allow')).toBe(path === '/calls' ? 'POST' : 'GET, PUT');
  });

  it('what failed inside is in the log by its place, without its words', async () => {
    service.logLines.splice(0);
    await ask(service, 'GET', '/calls/bug');
    expect(service.logLines.join()).toContain('operation failed');
  });

  it.each(['"x"', '*', '"1", "2"', '-1', '1.5'])('If-Match %s is refused', async (header) => {
    const asked = await ask(service, 'PUT', '/calls/c1', { note: 'n' }, { 'If-Match': header });
    expect(asked).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
  });
});

describe('on the wire', () => {
  it.each([
    ['no HTTP at all', 'HELO\r\n\r\n', 400],
    ['headers over 16 kB', `GET /health/live HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    [
      'a smuggling pair',
      'POST /calls HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      400,
    ],
  ])('%s', async (_name, bytes, status) => {
    const socket = connect(service.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(bytes);
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain('application/problem+json');
    expect(service.seen).toEqual([]);
  });
});
