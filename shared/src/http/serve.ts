import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Express } from 'express';
import { type AccessConfig, createIdentify, type Identify, ruleOf, type ServiceRules } from '../access/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import type { BaseConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { createApp } from './app.ts';
import type { Ready } from './health.ts';
import type { HygieneConfig } from './hygiene.ts';
import { createInvoker, type Invoker, type InvokerConfig } from './invoke.ts';
import type { Operation } from './operation.ts';
import { problem } from './problem.ts';
import type { SseRoute } from './sse.ts';

const LONGEST_CLOSE_MS = 5_000;

/** How long a client may take. What is late is answered 408 and closed. */
const PATIENCE = {
  /** From connecting, or the end of the last request, to the end of the headers. */
  headersTimeout: 10_000,
  /** To the end of the body. */
  requestTimeout: 20_000,
  /** Longer than a proxy in front keeps its idle connections, so it never writes into one that is just closing. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 2_000,
};
/** A connection on which nothing is sent or taken for so long is given up; no answer takes this, and feeds beat oftener. */
const LONGEST_SILENCE_MS = 120_000;

type Address = Pick<BaseConfig, 'PORT' | 'HOST'>;
type HttpConfig = InvokerConfig & AccessConfig & HygieneConfig & Address;

export interface ServeOptions {
  service: string;
  config: HttpConfig;
  /** Who may do what; each operation and feed needs its rule. */
  rules: ServiceRules;
  operations: readonly Operation[];
  streams?: readonly SseRoute[];
  readiness: Ready;
  life: Lifecycle;
  logger: Logger;
  /** Shared with the same operations over NATS; made here if there is none yet. */
  invoker?: Invoker;
  /** Shared with the same operations over NATS, so that a token is checked once; made here if there is none yet. */
  identify?: Identify;
  /** Milliseconds, where other than usual. */
  patience?: Partial<typeof PATIENCE>;
  audit?: AuditTrail;
}

export interface Served {
  url: string;
  port: number;
  invoker: Invoker;
}

/**
 * Serves the operations of a service over HTTP until `life` closes. Throws a `ConfigError` when the port cannot be had, an
 * error where nobody has ruled who may do something.
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { service, config, rules, operations, streams = [], life, logger } = options;
  for (const { name } of [...operations, ...streams]) ruleOf(rules, name);
  const invoker = options.invoker ?? createInvoker({ service, config, logger, rules, audit: options.audit });
  const identify = options.identify ?? createIdentify(config);
  const served = await serveApp(createApp({ ...options, invoker, identify }), config, life, options.patience);
  return { ...served, invoker };
}

/** Serves an app over HTTP until `life` closes, within the limits that hold for all. Throws a `ConfigError` like `serve`. */
export async function serveApp(
  app: Express,
  config: Address,
  life: Lifecycle,
  patience?: Partial<typeof PATIENCE>,
): Promise<Omit<Served, 'invoker'>> {
  const server = createServer({ ...PATIENCE, ...patience }, app);
  server.setTimeout(LONGEST_SILENCE_MS);
  server.on('clientError', refuseMalformed);
  server.on('connect', (_req, socket: Socket) => refuseRaw(socket, 405, noTunnel));
  await listen(server, config);
  life.onClose('HTTP server', () => close(server));
  const { port } = server.address() as AddressInfo;
  const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
  return { url: `http://${host}:${port}`, port };
}

async function listen(server: Server, { PORT, HOST }: Address): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(PORT, HOST, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new ConfigError(whyNot((cause as NodeJS.ErrnoException).code, PORT, HOST), { cause });
  }
  server.off('error', reject);
}

function whyNot(code: string | undefined, port: number, host: string): string {
  if (code === 'EADDRINUSE') {
    return `port ${port} is taken: set PORT to a free one (or PORT_BASE to move the whole system), or stop what uses it.`;
  }
  if (code === 'EACCES') return `port ${port} is reserved for the system: set PORT to one above 1023.`;
  return `cannot listen on ${host} (${code}): set HOST to an address of this machine, like 127.0.0.1.`;
}

/** Takes no more connections, lets running requests finish, and cuts what is still open after the limit. */
async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 50);
  const limit = setTimeout(() => server.closeAllConnections(), LONGEST_CLOSE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(limit);
}

/** What never became a request: broken framing, headers over 16 kB, a sender that is too slow. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  refuseRaw(socket, ...malformed(error.code));
}

const noTunnel = problem('method-not-allowed', 'This is no proxy');

function refuseRaw(socket: Socket, status: number, document: object): void {
  const body = JSON.stringify({ ...document, status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

const NOT_ENCODED = 'The address must be percent-encoded: ü is written %C3%BC';

function malformed(code: string | undefined): [status: number, document: object] {
  if (code === 'HPE_HEADER_OVERFLOW') return [431, problem('too-large', 'The headers are larger than 16 kB')];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, problem('invalid', 'The request took too long to arrive')];
  if (code === 'HPE_INVALID_URL') return [400, problem('invalid', NOT_ENCODED)];
  return [400, problem('invalid', 'This is not a valid HTTP request')];
}
