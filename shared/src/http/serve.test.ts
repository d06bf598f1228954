import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../errors.ts';
import { openApiOf } from './openapi.ts';
import { ask, until } from './sample-requests.ts';
import { sampleRules, startSample, type Sample } from './sample-service.ts';

let service: Sample;
beforeEach(async () => {
  service = await startSample();
});
afterEach(() => service.life.close());

describe('health', () => {
  it('says live, ready, degraded or what is missing', async () => {
    expect(await ask(service, 'GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
    const ready = await ask(service, 'GET', '/health/ready');
    expect(ready).toMatchObject({ status: 200, body: { status: 'ready' } });
    expect(ready.body).not.toHaveProperty('degraded');
    service.readiness.degraded.push('view');
    expect(await ask(service, 'GET', '/health/ready')).toMatchObject({ status: 200, body: { degraded: ['view'] } });
    service.readiness.missing.push('nats');
    expect(await ask(service, 'GET', '/health/ready')).toMatchObject({ status: 503, body: { missing: ['nats'] } });
  });

  it('shows metrics by route pattern and status', async () => {
    await ask(service, 'GET', '/calls/secret-id');
    await ask(service, 'GET', '/secret-path');
    const text = await (await fetch(`${service.url}/metrics`)).text();
    const count = /serviceportal_http_request_duration_seconds_count\{(.*)\} \d/g;
    const labels = [...text.matchAll(count)].map((match) => match[1]);
    expect(labels).toContain('method="GET",route="/calls/:callId",status="200"');
    expect(labels).toContain('method="GET",route="unmatched",status="404"');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toContain('secret');
  });
});

describe('an address that nobody encoded', () => {
  it('is refused with a hint, not looked for in other letters', async () => {
    const { hostname, port } = new URL(service.url);
    for (const path of ['/calls/münster', '/calls?q=ü']) {
      const socket = connect(Number(port), hostname);
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      let answer = '';
      for await (const part of socket) answer += String(part);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('percent-encoded');
    }
    expect((await ask(service, 'GET', '/calls/m%C3%BCnster')).body).not.toMatchObject({
      detail: expect.stringContaining('percent-encoded') as unknown,
    });
  });
});

describe('live feeds', () => {
  async function read(path: string, headers: Record<string, string> = {}) {
    const response = await fetch(service.url + path, { headers: { authorization: 'Bearer anna', ...headers } });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return {
      response,
      /** All text, once `part` is in it or the feed has ended. */
      async to(part: string) {
        while (!text.includes(part)) {
          const { value, done } = (await reader?.read()) ?? { done: true };
          if (done) break;
          text += value;
        }
        return text;
      },
      cancel: () => reader?.cancel(),
    };
  }

  it('send events that resume behind the last one seen', async () => {
    const feed = await read('/calls/live', { 'Last-Event-ID': '41' });
    expect(feed.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(feed.response.headers.get('x-accel-buffering')).toBe('no');
    const text = await feed.to('zwei');
    expect(text).toContain('id: 42\nevent: CallReceived\ndata: {"text":"eins\\nzwei"}\n\n');
    await feed.cancel();
  });

  it.each([
    ['/calls/live', 'x', 400],
    ['/calls/live', '1.5', 400],
    ['/calls/live', '-1', 400],
    ['/calls/none/live', '1', 404],
    ['/calls/a.b/live', '1', 400],
  ])('%s with Last-Event-ID %s is answered %i before it begins', async (path, id, status) => {
    expect((await ask(service, 'GET', path, undefined, { 'Last-Event-ID': id })).status).toBe(status);
  });

  it('that break off end and are logged', async () => {
    const feed = await read('/calls/c1/live');
    expect(await feed.to('never')).toContain('data: {"first":true}');
    expect(service.logLines.join()).toContain('live feed broke off');
  });

  it('give up a reader who does not read', async () => {
    const socket = connect(service.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.pause().write('GET /flood HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer anna\r\n\r\n');
    await service.flooded;
    socket.destroy();
  });

  it('end with the sign-in they were opened with', async () => {
    const feed = await read('/calls/live', { authorization: 'Bearer brief' });
    expect(await feed.to('never')).toContain('zwei');
  });

  it('end when the service closes', async () => {
    const feed = await read('/calls/live');
    await feed.to('zwei');
    await service.life.close();
    expect(await feed.to('never')).toContain('zwei');
  });
});

describe('closing', () => {
  it('lets a running request finish and takes no new one', async () => {
    const asked = ask(service, 'POST', '/calls/c1/wait', {});
    await until(() => service.seen.length === 1);
    const closed = service.life.close();
    await expect(fetch(`${service.url}/health/live`)).rejects.toThrow();
    service.release();
    expect((await asked).status).toBe(200);
    await closed;
  });

  it('a taken port is one sentence that names the setting', async () => {
    const taken = startSample({ PORT: service.port });
    await expect(taken).rejects.toThrow(ConfigError);
    await expect(taken).rejects.toThrow(/PORT/);
    await expect(startSample({ HOST: '192.0.2.1' })).rejects.toThrow(/HOST/);
  });
});

describe('the OpenAPI document', () => {
  it('describes every operation and feed from the schemas that parse them', async () => {
    const { body } = await ask(service, 'GET', '/openapi.json');
    const { operations, streams } = service;
    expect(body).toEqual(
      JSON.parse(
        JSON.stringify(
          openApiOf({ service: 'call-intake', operations: Object.values(operations), streams, rules: sampleRules }),
        ),
      ),
    );
    expect(body).toMatchObject({
      openapi: '3.1.0',
      paths: {
        '/calls': {
          post: {
            operationId: 'receive-call',
            'x-nats-subject': 'cmd.call-intake.receive',
            requestBody: {
              content: {
                'application/json': {
                  schema: {
                    additionalProperties: false,
                    required: ['line'],
                    properties: { citizen: { properties: { phone: { type: 'string', maxLength: 60 } } } },
                  },
                },
              },
            },
            responses: { 201: {}, 400: {}, default: {} },
          },
        },
        '/calls/{callId}': {
          get: {
            parameters: [
              { in: 'path', name: 'callId', required: true },
              { in: 'query', name: 'limit' },
            ],
          },
          put: { responses: { 204: {}, 412: {} } },
        },
        '/calls/{callId}/live': { get: { responses: { 200: { content: { 'text/event-stream': {} } }, 404: {} } } },
      },
      components: { schemas: { Problem: { required: ['type', 'title', 'status', 'detail'] } } },
    });
    expect(JSON.stringify(body)).not.toMatch(/\$defs|undefined/);
    const names = [...JSON.stringify(body).matchAll(/"operationId":"([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(8);
  });
});
