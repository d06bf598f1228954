import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { forwardedFor, nobodyThere, refuseMalformed, refusePassing } from '@serviceportal/shared/http';
import { createProxyServer } from 'httpxy';

const LARGEST_BODY = 8 * 1024 * 1024;
/** As patient with slow clients as the services behind it. */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 20_000 };

export interface Front {
  close(): Promise<void>;
}

/**
 * One port in front of several processes of a service, which get requests in turn. What could not reach its process goes
 * to the next one; event streams and web sockets pass through.
 */
export async function openFront(port: number, targets: readonly string[]): Promise<Front> {
  const proxy = createProxyServer({ xfwd: true });
  let turn = 0;
  const inTurn = () => {
    turn = (turn + 1) % targets.length;
    return [...targets.slice(turn), ...targets.slice(0, turn)];
  };

  const server = createServer(PATIENCE, (request, response) => {
    answer(request, response).catch(() => refusePassing(response, 502, 'The request could not be passed on.'));
  });
  server.on('clientError', refuseMalformed);
  server.on('upgrade', (request, socket, head) => {
    const [target] = inTurn();
    const headers = { 'x-forwarded-for': forwardedFor(request) };
    proxy.ws(request, socket as Socket, { target, headers }, head).catch(() => socket.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    if (!body) return refusePassing(response, 413, 'The body is larger than 8 MB.');
    const headers = { 'x-forwarded-for': forwardedFor(request) };
    for (const target of inTurn()) {
      try {
        return await proxy.web(request, response, { target, headers, buffer: Readable.from(body) });
      } catch (cause) {
        if (response.headersSent || response.destroyed) return void response.destroy();
        if (!mayRepeat(request, cause)) return refusePassing(response, 502, 'The process that had the request ended.');
      }
    }
    refusePassing(response, 503, 'No process of this service can be reached; try again soon.');
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** Kept in memory, so that it can be sent again; undefined when too large. */
async function readBody(request: IncomingMessage): Promise<Buffer[] | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  return size <= LARGEST_BODY ? chunks : undefined;
}

/** Nothing was done when no connection came about; otherwise only what is safe to do twice is sent again. */
function mayRepeat(request: IncomingMessage, cause: unknown): boolean {
  if (nobodyThere(cause)) return true;
  return ['GET', 'HEAD'].includes(request.method ?? '') || request.headers['idempotency-key'] !== undefined;
}
