import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { admit, type Admission, type Identify, parseAccessReason, ruleOf, type ServiceRules } from '../access/index.ts';
import type { AuditTrail } from '../audit/index.ts';
import { Refusal } from '../errors.ts';
import type { Lifecycle } from '../lifecycle.ts';
import type { Logger } from '../telemetry/index.ts';
import { parseLastEventId } from './conditions.ts';
import { addDocs } from './docs.ts';
import { addHealth, type Ready } from './health.ts';
import { addressOf } from './client-address.ts';
import { addHygiene, addLimits, type HygieneConfig } from './hygiene.ts';
import { parseInput } from './input.ts';
import { type From, type Invoker, refuseForeignDepartment, type Reply } from './invoke.ts';
import { readJsonBody } from './json-body.ts';
import { observed, observeDuration } from './observed.ts';
import { isQuery, type Operation } from './operation.ts';
import { problem, problemOf, type Problem } from './problem.ts';
import { countRefusedAccess } from './refused-access.ts';
import { stream, type SseRoute } from './sse.ts';

export interface AppOptions {
  service: string;
  config: HygieneConfig;
  operations: readonly Operation[];
  streams?: readonly SseRoute[];
  readiness: Ready;
  invoker: Invoker;
  /** Whose token it is. */
  identify: Identify;
  /** Who may do what. */
  rules: ServiceRules;
  life: Pick<Lifecycle, 'signal'>;
  logger: Logger;
  /** Records who opens a feed of persons' data, before it begins. */
  audit?: AuditTrail | undefined;
}

/** The express app of a service: its operations and feeds, health, metrics and documents, and problem documents for the rest. */
export function createApp(options: AppOptions): Express {
  const { service, config, operations, streams = [], readiness, rules, life, logger } = options;
  const app = beginApp(config, life);
  addLimits(app, operations, config);
  addHealth(app, readiness, life);
  addDocs(app, { service, operations, streams, rules });
  addRoutes(app, [
    ...operations.map((operation) => operationRoute(operation, options)),
    ...streams.map((route) => streamRoute(route, options)),
  ]);
  return endApp(app, logger);
}

/** What stands before the routes of every app of ours. */
export function beginApp(config: HygieneConfig, life: Pick<Lifecycle, 'signal'>): Express {
  const app = express();
  addHygiene(app, config);
  app.use((_req, res, next) => {
    if (life.signal.aborted) res.set('Connection', 'close');
    next();
  });
  return app;
}

/** What stands behind them: problem documents for paths there are not, and for what failed. */
export function endApp(app: Express, logger: Logger): Express {
  app.use((req, res) => {
    observeDuration(req, res, 'unmatched');
    sendProblem(res, problem('not-found', 'There is nothing at this path'));
  });
  app.use(onError(logger));
  return app;
}

interface Route {
  method: Operation['method'];
  path: string;
  handle: (req: Request, res: Response) => Promise<void>;
}

/** Fixed paths come before those with parameters, so the order of the list doesn't matter. */
function addRoutes(app: Express, routes: Route[]): void {
  const sorted = routes.toSorted((a, b) => (rank(a.path) < rank(b.path) ? -1 : 1));
  for (const { method, path, handle } of sorted) app[method](path, handle);
  for (const path of new Set(sorted.map((route) => route.path))) {
    const methods = sorted.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    app.all(path, (req, res) => {
      observeDuration(req, res, path);
      res.set('Allow', methods.join(', '));
      sendProblem(res, problem('method-not-allowed', `Allowed here: ${methods.join(', ')}`));
    });
  }
}

function rank(path: string): string {
  // `~` sorts behind every letter.
  const segments = path.split('/').map((segment) => (segment.startsWith(':') ? '~' : segment));
  return segments.join('/');
}

/** Who asks, and what they may; refused before anything of what they sent is read. */
async function admitRequest(
  name: string,
  { headers }: Request,
  { identify, rules }: Pick<AppOptions, 'identify' | 'rules'>,
): Promise<{ from: Pick<From, 'caller' | 'reason'>; admission: Admission }> {
  try {
    const caller = await identify(headers.authorization);
    const given = headers['access-reason'];
    const reason = parseAccessReason(typeof given === 'string' ? given : given?.join());
    return { from: { caller, reason }, admission: admit(ruleOf(rules, name), caller, reason) };
  } catch (error) {
    countRefusedAccess(name, rules, error);
    throw error;
  }
}

function operationRoute(operation: Operation, options: AppOptions): Route {
  const { method, path } = operation;
  return {
    method,
    path,
    handle: (req, res) =>
      observed(req, res, path, async () => {
        try {
          const { from } = await admitRequest(operation.name, req, options);
          const body = isQuery(operation) ? undefined : await readJsonBody(req, res);
          const format = operation.page && req.accepts(['json', 'html']) === 'html' && { format: 'html' };
          const input = { params: req.params, query: { ...format, ...req.query }, body };
          const { 'idempotency-key': idempotencyKey, 'if-match': ifMatch } = req.headers;
          const address = addressOf(req, options.config);
          sendReply(res, await options.invoker.call(operation, input, { ...from, idempotencyKey, ifMatch, address }));
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          sendProblem(res, problemOf(error));
        }
      }),
  };
}

function streamRoute(route: SseRoute, options: AppOptions): Route {
  const { life, logger, audit } = options;
  return {
    method: 'get',
    path: route.path,
    handle: async (req, res) => {
      const { from, admission } = await admitRequest(route.name, req, options);
      const params: unknown = route.params ? parseInput(route.params, req.params) : {};
      // The query's field is for tools that cannot set the header.
      const lastEventId = parseLastEventId(req.headers['last-event-id'] ?? req.query['lastEventId']);
      try {
        refuseForeignDepartment(params as object, admission);
        await route.check?.(params, admission);
      } catch (error) {
        countRefusedAccess(route.name, options.rules, error, from);
        throw error;
      }
      await audit?.shown({ ...admission, name: route.name, params }, undefined);
      const closing = AbortSignal.any([life.signal, ...signInEnds(from.caller)]);
      await stream(route, { params, admission, lastEventId, closing, logger }, req, res);
    },
  };
}

const LONGEST_FEED_MS = 24 * 60 * 60_000;

/** A feed goes on no longer than the sign-in it was opened with. */
function signInEnds(caller: From['caller']): AbortSignal[] {
  if (caller?.kind !== 'person') return [];
  return [AbortSignal.timeout(Math.min(Math.max(0, caller.until - Date.now()), LONGEST_FEED_MS))];
}

function sendReply(res: Response, reply: Reply): void {
  if (reply.problem) return sendProblem(res, reply.problem);
  res.status(reply.status).set(reply.headers ?? {});
  if (reply.page !== undefined) res.type('html').send(reply.page);
  else if (reply.body === undefined) res.end();
  else res.json(reply.body);
}

/** What is said by status where the problem does not know it better. */
const RETRY_AFTER_S: Record<number, number> = { 503: 2, 429: 60 };

/** Answers with a problem document. */
export function sendProblem(res: Response, document: Problem): void {
  if (document.status === 401) res.set('WWW-Authenticate', 'Bearer');
  const retryAfter = document.retryAfterSeconds ?? RETRY_AFTER_S[document.status];
  if (retryAfter !== undefined) res.set('Retry-After', String(retryAfter));
  // Whoever sends more than is read would otherwise wait for the rest to be taken.
  if (document.status === 413) res.set('Connection', 'close');
  res.status(document.status).type('application/problem+json').send(JSON.stringify(document));
}

function onError(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _req, res, _next) => {
    const known = isBadPath(error) ? new Refusal('invalid', 'The path is not validly encoded') : error;
    const document = problemOf(known);
    if (document.status === 500) logger.error({ err: error }, 'request failed');
    if (res.headersSent) res.destroy();
    else sendProblem(res, document);
  };
}

/** What express throws for `/calls/%ZZ`. */
function isBadPath(error: unknown): boolean {
  return error instanceof URIError;
}
