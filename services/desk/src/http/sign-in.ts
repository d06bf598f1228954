import { type NextFunction, type Request, type Response, Router } from 'express';
import { Refusal, Unavailable } from '@serviceportal/shared/errors';
import { limitPerAddress, observeDuration, problem, sendProblem } from '@serviceportal/shared/http';
import type { Logger } from '@serviceportal/shared/telemetry';
import { type DeskConfig, isLoopback } from '../config.ts';
import { foreignRequestRefused, signedIn, signedOut, signInFailed } from '../facts.ts';
import { notice, pagePolicy } from '../pages/layout.ts';
import { startPage } from '../pages/start-page.ts';
import { Attempt, type Authorization, SignInFailed } from '../sign-in/authorization.ts';
import { returnAddress } from '../sign-in/return-path.ts';
import { mayAct } from '../sign-in/same-origin.ts';
import { createSealedCookie } from '../sign-in/sealed-cookie.ts';
import type { Sessions } from '../sign-in/sessions.ts';

const LONGEST_ATTEMPT_S = 600;

export interface SignInParts {
  config: DeskConfig;
  sessions: Sessions;
  authorization: Authorization;
  logger: Logger;
}

/** A whole town hall may be behind one address, and each sign-in is two requests. */
const SIGN_INS_PER_MINUTE = 1_200;

/** The start page and the ways in and out: `/`, `/sign-in`, `/sign-in/callback`, `/sign-out`. */
export function signInRoutes(parts: SignInParts): Router {
  const { config, logger } = parts;
  const router = Router();
  const at = (path: string, handle: Handle) => [path, atOwnAddress(config), forBrowsers(path), handle] as const;
  const { begin, finish } = waysIn(parts);
  router.use('/sign-in', limitPerAddress(SIGN_INS_PER_MINUTE, '/sign-in', config));
  router.get(...at('/', showStart(parts)));
  router.get(...at('/sign-in', begin));
  router.get(...at('/sign-in/callback', finish));
  router.post(...at('/sign-out', signOut(parts)));
  router.use(sayWhatFailed(logger));
  return router;
}

type Handle = (req: Request, res: Response) => Promise<void>;

function showStart({ sessions, authorization }: SignInParts): Handle {
  return async (req, res) => {
    const session = await sessions.current(req, res);
    // Where the provider cannot be asked, signing out leads nowhere else.
    const end = session && (await authorization.endUrl().catch(() => undefined));
    res.set('Content-Security-Policy', pagePolicy(end ? [end.origin] : []));
    res.send(startPage(session));
  };
}

function waysIn({ config, sessions, authorization, logger }: SignInParts): { begin: Handle; finish: Handle } {
  const attempts = createSealedCookie({
    name: 'sign-in',
    content: Attempt,
    secret: config.SESSION_KEY,
    secure: config.DESK_URL.startsWith('https:'),
  });
  return {
    async begin(req, res) {
      const { attempt, url } = await authorization.start(returnAddress(req.query['to'], config.DESK_URL));
      await attempts.write(req, res, attempt, Math.floor(Date.now() / 1000) + LONGEST_ATTEMPT_S);
      res.redirect(303, url.href);
    },
    async finish(req, res) {
      const attempt = await attempts.read(req);
      attempts.clear(req, res);
      if (!attempt) throw new SignInFailed('mismatched');
      const session = await authorization.finish(attempt, searchOf(req));
      await sessions.begin(req, res, session);
      signedIn(logger, {});
      res.redirect(303, attempt.to);
    },
  };
}

function signOut({ config, sessions, authorization, logger }: SignInParts): Handle {
  return async (req, res) => {
    refuseForeign(req, config, logger);
    const session = await sessions.read(req);
    sessions.end(req, res);
    if (session) signedOut(logger, {});
    // Signed out here in any case, also where the provider cannot be asked for its page.
    const url = session && (await authorization.endUrl().catch(() => undefined));
    res.redirect(303, url?.href ?? `${config.DESK_URL}/`);
  };
}

/** Throws a `forbidden` refusal for what a page of another site sent with our cookie. */
export function refuseForeign(req: Request, { DESK_URL }: Pick<DeskConfig, 'DESK_URL'>, logger: Logger): void {
  const { origin, 'sec-fetch-site': fetchSite } = req.headers;
  if (mayAct({ method: req.method, origin, fetchSite }, DESK_URL)) return;
  foreignRequestRefused(logger, {});
  throw new Refusal(
    'forbidden',
    `With a session this is only taken from pages of ${DESK_URL}; programs send Authorization: Bearer instead`,
  );
}

function forBrowsers(path: string) {
  return (req: Request, res: Response, next: NextFunction) => {
    observeDuration(req, res, path);
    res.set({
      'Content-Security-Policy': pagePolicy(),
      // Not `no-referrer`: then browsers would not say where a form comes from.
      'Referrer-Policy': 'same-origin',
    });
    res.type('html');
    next();
  };
}

/** To a browser 127.0.0.1 and localhost are two sites: whoever came by the other name would lose the cookies on the way. */
function atOwnAddress({ DESK_URL }: DeskConfig) {
  const own = new URL(DESK_URL);
  return (req: Request, res: Response, next: NextFunction) => {
    const { hostname } = req;
    if (req.method === 'GET' && hostname !== own.hostname && isLoopback(hostname) && isLoopback(own.hostname)) {
      res.redirect(307, new URL(req.originalUrl, own).href);
    } else next();
  };
}

function searchOf(req: Request): string {
  const start = req.originalUrl.indexOf('?');
  return start < 0 ? '' : req.originalUrl.slice(start);
}

const AGAIN = { href: '/sign-in', label: 'Noch einmal anmelden' };

function sayWhatFailed(logger: Logger) {
  return (error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (error instanceof SignInFailed) {
      signInFailed(logger, { reason: error.reason, code: codeOf(error.cause) });
      if (error.reason === 'audience')
        logger.error('the access tokens of OIDC_ISSUER are not made out to OIDC_AUDIENCE');
      res.status(error.reason === 'audience' ? 500 : 400).send(FAILURES[error.reason]);
    } else if (error instanceof Unavailable) {
      logger.warn({ err: error }, 'identity provider did not answer as it should');
      if (req.path.startsWith('/sign-in')) signInFailed(logger, { reason: 'provider' });
      res.status(503).set('Retry-After', '5').send(PROVIDER_AWAY);
    } else if (error instanceof Refusal && error.code === 'too-many') {
      res.status(429).set('Retry-After', '60').type('html').set('Content-Security-Policy', pagePolicy()).send(TOO_MANY);
    } else if (error instanceof Refusal) {
      sendProblem(res, problem(error.code, error.detail));
    } else next(error);
  };
}

/** The library's or the provider's short word for what went wrong; never what a person typed. */
function codeOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('code' in cause)) return undefined;
  return typeof cause.code === 'string' ? cause.code : undefined;
}

const FAILURES: Record<SignInFailed['reason'], string> = {
  declined: notice('Nicht angemeldet', 'Die Anmeldung wurde abgebrochen oder abgelehnt.', AGAIN),
  mismatched: notice(
    'Anmeldung nicht abgeschlossen',
    'Sie hat zu lange gedauert oder wurde in einem anderen Fenster fortgesetzt. Bitte melden Sie sich noch einmal an.',
    AGAIN,
  ),
  audience: notice(
    'Anmeldung nicht möglich',
    'Der Anmeldedienst der Stadt ist für das Serviceportal nicht richtig eingestellt. Bitte sagen Sie dem Betrieb Bescheid.',
    { href: '/', label: 'Zur Startseite' },
  ),
};

const TOO_MANY = notice(
  'Zu viele Anmeldungen',
  'Von dieser Adresse kamen sehr viele Anmeldungen. Bitte warten Sie eine Minute.',
  AGAIN,
);

const PROVIDER_AWAY = notice(
  'Gerade keine Anmeldung möglich',
  'Der Anmeldedienst der Stadt antwortet nicht. Bitte versuchen Sie es in einigen Augenblicken noch einmal.',
  AGAIN,
);
