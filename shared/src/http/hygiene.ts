import type { Express, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { BaseConfig } from '../config.ts';
import { refuse } from '../errors.ts';
import { addressOf } from './client-address.ts';
import { observeDuration } from './observed.ts';
import type { Operation } from './operation.ts';

export type HygieneConfig = Pick<BaseConfig, 'NODE_ENV' | 'TRUST_PROXY_HOPS' | 'DESK_KEY'>;

const MINUTE_MS = 60_000;
const YEAR_S = 31_536_000;
/** What one household or office usually has of IPv6: whoever has one address of it has them all. */
const IPV6_NETWORK_BITS = 64;

/** What holds for every answer, before any route: who is believed about addresses, and what browsers may do. */
export function addHygiene(app: Express, config: HygieneConfig): void {
  app.disable('x-powered-by').disable('etag');
  // So many proxies in front are ours. What whoever asks wrote before their entries is not believed.
  app.set('trust proxy', config.TRUST_PROXY_HOPS);
  app.use(securityHeaders(config));
}

/** How often one address may ask for what costs much or can be guessed at. */
export function addLimits(app: Express, operations: readonly Operation[], config: HygieneConfig): void {
  for (const { method, path, perMinute } of operations) {
    if (perMinute !== undefined) app[method](path, limitPerAddress(perMinute, path, config));
  }
}

/**
 * Answers are data and no pages, so a browser may do nothing with them: no script, frame, form or font. No other origin
 * is let in, since there are no CORS headers at all. A page sets a policy of its own (`DOCS_POLICY`).
 */
function securityHeaders({ NODE_ENV }: HygieneConfig): RequestHandler {
  const nothing = ["'none'"];
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': nothing,
        'object-src': nothing,
        'base-uri': nothing,
        'form-action': nothing,
        'frame-ancestors': nothing,
      },
    },
    frameguard: { action: 'deny' },
    // Only where there is TLS in front; on a developer's machine it would lock out every other port of localhost.
    strictTransportSecurity: NODE_ENV === 'production' && { maxAge: YEAR_S, includeSubDomains: true },
  });
  return (req, res, next) => {
    // Answers hold personal data: no cache keeps them.
    res.set('Cache-Control', 'no-store');
    headers(req, res, next);
  };
}

/**
 * At most `perMinute` requests from one address in each minute, else `too-many`. Counted in this process
 * alone: it keeps one caller from using up the process, which is there with several as well.
 */
export function limitPerAddress(perMinute: number, path: string, config: HygieneConfig): RequestHandler {
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: perMinute,
    legacyHeaders: false,
    standardHeaders: false,
    keyGenerator: (req) => networkOf(addressOf(req, config) ?? ''),
    // A header that nobody believes is an attack or a mistake of the caller, and no news.
    validate: { xForwardedForHeader: false, forwardedHeader: false },
    handler: (req, res, next) => {
      observeDuration(req, res, path);
      next(refuse('too-many', 'Too many requests from this address; wait a minute'));
    },
  });
}

/** The address as limits count it: an IPv4 address, or the network of an IPv6 address. */
export function networkOf(address: string): string {
  return ipKeyGenerator(address, IPV6_NETWORK_BITS);
}
