import { Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Request, Response } from 'express';
import { Refusal, Unavailable } from '@serviceportal/shared/errors';
import {
  CLIENT_ADDRESS,
  forwardedFor,
  nobodyThere,
  observeDuration,
  problem,
  problemOf,
  refusePassing,
  sendProblem,
  vouchFor,
} from '@serviceportal/shared/http';
import type { Lifecycle } from '@serviceportal/shared/lifecycle';
import type { Logger } from '@serviceportal/shared/telemetry';
import { createProxyServer } from 'httpxy';
import { type DeskConfig, servicesOf } from '../config.ts';
import { refuseForeign } from '../http/sign-in.ts';
import type { Sessions } from '../sign-in/sessions.ts';
import { passedOn } from './headers.ts';

/** A service that says nothing for so long has gone; live feeds say something every 15 s. */
const LONGEST_SILENCE_MS = 60_000;

export interface FrontParts {
  config: DeskConfig;
  sessions: Sessions;
  life: Lifecycle;
  logger: Logger;
}

/**
 * `/api/<service>/…`: the services under the desk's origin. A browser's session becomes the service's Bearer token; a request
 * that brings an Authorization header keeps it. Bodies and live feeds flow through, both ways.
 */
export function createFront({ config, sessions, life, logger }: FrontParts) {
  const services = servicesOf(config);
  const pipe = openPipe(life);

  /** The token of the session, where the request says nothing of its own; refused if another site sent it. */
  async function authorize(req: Request, res: Response): Promise<string | undefined> {
    if (req.headers.authorization !== undefined || !sessions.brings(req)) return req.headers.authorization;
    refuseForeign(req, config, logger);
    const session = await sessions.current(req, res);
    return session && `Bearer ${session.accessToken}`;
  }

  async function pass(req: Request, res: Response, service: string, target: string, path: string): Promise<void> {
    const authorization = await authorize(req, res);
    const own = new URL(config.DESK_URL);
    // For limits: all who come by the desk would else count as one.
    const vouched = config.DESK_KEY && vouchFor(req.ip, config.DESK_KEY, Date.now());
    const { [CLIENT_ADDRESS]: _forged, ...headers } = passedOn(req.headers);
    req.headers = {
      ...headers,
      ...(vouched !== undefined && { [CLIENT_ADDRESS]: vouched }),
      'x-forwarded-for': forwardedFor(req),
      'x-forwarded-proto': own.protocol.slice(0, -1),
      'x-forwarded-host': own.host,
      ...(authorization !== undefined && { authorization }),
    };
    req.url = path;
    try {
      await pipe(req, res, target);
    } catch (cause) {
      if (res.destroyed) return;
      if (nobodyThere(cause)) return refusePassing(res, 503, `${service} cannot be reached; try again soon.`);
      logger.warn({ err: cause, to: service }, 'service broke off');
      refusePassing(res, 502, `${service} did not answer; whether it did what was asked is unknown.`);
    }
  }

  return async (req: Request, res: Response): Promise<void> => {
    const [, service = '', path = ''] = /^\/api\/([^/?]*)(.*)$/.exec(req.originalUrl) ?? [];
    const target = services.get(service);
    observeDuration(req, res, target === undefined ? '/api' : `/api/${service}`);
    if (target === undefined) {
      const known = [...services.keys()].map((name) => `/api/${name}/`).join(', ');
      return sendProblem(res, problem('not-found', `There is no such service; there are ${known}`));
    }
    try {
      await pass(req, res, service, target, path);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof Unavailable)) throw error;
      sendProblem(res, problemOf(error));
    }
  };
}

/** Sends a request to a service and its answer back; rejects when it did not come to that. */
function openPipe(life: Lifecycle) {
  const connections = { keepAlive: true, maxFreeSockets: 64 };
  const agents = { 'http:': new HttpAgent(connections), 'https:': new HttpsAgent(connections) };
  life.onClose('connections to services', () => Object.values(agents).forEach((agent) => agent.destroy()));
  const proxy = createProxyServer({ changeOrigin: true, proxyTimeout: LONGEST_SILENCE_MS });
  proxy.on('proxyRes', (answer) => {
    const closes = answer.headers.connection === 'close';
    answer.headers = { ...passedOn(answer.headers), ...(closes && { connection: 'close' }) };
    if (answer.headers['content-type']?.startsWith('text/event-stream')) endWith(life.signal, answer);
  });
  return (req: Request, res: Response, target: string) =>
    proxy.web(req, res, { target, agent: agents[new URL(target).protocol as keyof typeof agents] });
}

/** A live feed has no end of its own that closing could wait for; its reader comes back by itself. */
function endWith(closing: AbortSignal, feed: IncomingMessage): void {
  const end = () => void feed.destroy();
  closing.addEventListener('abort', end, { once: true });
  feed.once('close', () => closing.removeEventListener('abort', end));
}
