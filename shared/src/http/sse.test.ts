import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import express from 'express';
import { pino } from 'pino';
import { admit } from '../access/index.ts';
import { type Send, sseRoute, stream } from './sse.ts';

const closers: (() => unknown)[] = [];
afterEach(() => Promise.all(closers.splice(0).map((close) => close())));

/** A feed that leaves as much unread as the connection does not take, then has nothing more to say. */
async function openFeed() {
  const closing = new AbortController();
  const left = Promise.withResolvers<'gone'>();
  const full = Promise.withResolvers<void>();
  const app = express();
  app.get('/', async (req, res) => {
    const open = async (_params: unknown, _id: unknown, send: Send, signal: AbortSignal) => {
      while (!res.writableNeedDrain) {
        send({ event: 'Drop', data: 'x'.repeat(65_536) });
        await setImmediate();
      }
      full.resolve();
      if (!signal.aborted) await once(signal, 'abort');
    };
    const route = sseRoute({ name: 'drops', path: '/', summary: 'Drops', open });
    const admission = admit({ public: true }, undefined, undefined);
    const reading = { params: {}, admission, lastEventId: undefined, closing: closing.signal, heartbeatMs: 50 };
    await stream(route, { ...reading, logger: pino({ level: 'silent' }) }, req, res);
    left.resolve('gone');
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  closers.push(() => (closing.abort(), socket.destroy(), server.closeAllConnections(), server.close()));
  socket.on('error', () => undefined);
  socket.pause().write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await full.promise;
  return { left: left.promise, socket };
}

it('a reader who takes nothing of what waits for him is given up', async () => {
  expect(await (await openFeed()).left).toBe('gone');
});

// The control: it is the silence of the reader that ends the feed, not the beat.
it('a reader who goes on reading is not', async () => {
  const { left, socket } = await openFeed();
  const reading = Promise.withResolvers<'reading'>();
  let beats = 0;
  socket.on('data', (chunk: Buffer) => {
    beats += chunk.toString().split('\n:\n').length - 1;
    if (beats >= 5) reading.resolve('reading');
  });
  socket.resume();
  expect(await Promise.race([left, reading.promise])).toBe('reading');
});
