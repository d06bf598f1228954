import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { createLifecycle } from '@serviceportal/shared/lifecycle';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '@serviceportal/test/eventually';
import { openScriptedService, type ScriptedService } from './support/scripted-service.ts';
import { openDesk, type StartedDesk } from './support/started-desk.ts';

const life = createLifecycle();
let tickets: ScriptedService;
let desk: StartedDesk;

beforeAll(async () => {
  tickets = await openScriptedService(life);
  desk = await openDesk(life, { TICKETS_URL: tickets.url });
});
afterAll(() => life.close());

const last = () => tickets.requests.at(-1)!;

describe('live feeds', () => {
  async function feed() {
    const response = await fetch(`${desk.url}/api/tickets/live`, { headers: { 'last-event-id': '7' } });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    return { response, reader };
  }

  it('arrive as they are sent, and end when the service ends them', async () => {
    let send = (_text: string) => {};
    let end = () => {};
    tickets.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      send = (text) => void response.write(text);
      end = () => void response.end();
      send('data: one\n\n');
    });
    const { response, reader } = await feed();
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(last().headers['last-event-id']).toBe('7');
    expect((await reader.read()).value).toBe('data: one\n\n');
    send('data: two\n\n');
    expect((await reader.read()).value).toBe('data: two\n\n');
    end();
    expect((await reader.read()).done).toBe(true);

    const counted = async () => {
      const metrics = await (await fetch(`${desk.url}/metrics`)).text();
      return /request_duration_seconds_count\{[^}]*route="\/api\/tickets",status="200"/.test(metrics);
    };
    // How long somebody listened is no time to answer.
    expect(await counted()).toBe(false);
    tickets.answer((_request, ordinary) => void ordinary.end());
    await fetch(`${desk.url}/api/tickets/x`);
    expect(await counted()).toBe(true);
  });

  it('end at the service when the reader goes', async () => {
    let ended = false;
    tickets.answer((_request, response) => {
      response.once('close', () => (ended = true));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
    });
    const { reader } = await feed();
    await reader.read();
    expect(ended).toBe(false);
    await reader.cancel();
    await eventually(() => expect(ended).toBe(true));
  });

  it('break off when the service does', async () => {
    tickets.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
      setImmediate(() => response.destroy());
    });
    const { reader } = await feed();
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow();
  });

  it('do not keep the desk from stopping', async () => {
    const leaving = await openDesk(life, { TICKETS_URL: tickets.url });
    tickets.answer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: one\n\n');
    });
    const response = await fetch(`${leaving.url}/api/tickets/live`);
    const gone = response.text().catch(() => 'cut');
    await leaving.life.close();
    expect(await gone).toBe('cut');
  });
});

describe('bodies', () => {
  it('flow through, however large', async () => {
    tickets.answer((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => hash.update(chunk));
      request.on('end', () => response.end(hash.digest('hex')));
    });
    const body = randomBytes(20 * 1024 * 1024);
    const response = await fetch(`${desk.url}/api/tickets/x`, { method: 'POST', body });
    expect(await response.text()).toBe(createHash('sha256').update(body).digest('hex'));
  });

  it('are not held back: the service has the beginning before there is an end', async () => {
    tickets.answer((request, response) => {
      request.once('data', (chunk: Buffer) => response.end(`began with ${chunk.toString()}`));
    });
    const request = httpRequest(`${desk.url}/api/tickets/x`, { method: 'POST' });
    request.on('error', () => undefined);
    request.write('one');
    const answer = await new Promise<string>((resolve) => {
      request.on('response', (response) => response.on('data', (chunk: Buffer) => resolve(chunk.toString())));
    });
    expect(answer).toBe('began with one');
    request.destroy();
  });

  it('that a service finds too large get its answer', async () => {
    tickets.answer((request, response) => {
      response.writeHead(413, { 'content-type': 'application/problem+json' }).end('{"status":413}');
      request.resume();
    });
    const response = await fetch(`${desk.url}/api/tickets/x`, { method: 'POST', body: randomBytes(4 * 1024 * 1024) });
    expect({ status: response.status, body: await response.json() }).toEqual({ status: 413, body: { status: 413 } });
  });
});
