import express, { type NextFunction, type Request, type Response, Router } from 'express';
import { ConfigError, Refusal } from '@serviceportal/shared/errors';
import { observeDuration, parseInput, problemOf, sendProblem } from '@serviceportal/shared/http';
import type { Logger } from '@serviceportal/shared/telemetry';
import type Provider from 'oidc-provider';
import { z } from 'zod';
import { notice, pagePolicy } from '../pages/layout.ts';
import { choosePersonPage } from './pages.ts';
import { PEOPLE } from './people.ts';
import type { DevelopmentConfig } from './provider.ts';
import { keepSigningKey } from './signing-key.ts';
import { tokenRoute } from './token.ts';

const MOUNTED = '/dev/oidc';
const Choice = z.object({ person: z.enum(PEOPLE.map(({ person }) => person)) });

/**
 * The development identity provider under `/dev/oidc` and tokens for scripts under `/dev/token`. Throws a `ConfigError` in
 * production, and where OIDC_ISSUER names another provider.
 */
export async function developmentRoutes(config: DevelopmentConfig, logger: Logger): Promise<Router> {
  if (config.NODE_ENV === 'production') throw new ConfigError('DEV_OIDC_DIR is for development and tests alone.');
  const own = `${config.DESK_URL}${MOUNTED}`;
  if (config.OIDC_ISSUER !== own) {
    throw new ConfigError(`OIDC_ISSUER must be ${own} with DEV_OIDC_DIR: set it so, or leave DEV_OIDC_DIR out.`);
  }
  const key = await keepSigningKey(config.DEV_OIDC_DIR);
  // Half of the desk's memory, and many systems run whole days without anybody at a browser.
  let made: Promise<Provider> | undefined;
  const provider = () =>
    (made ??= import('./provider.ts').then((module) => module.createDevelopmentProvider(config, key, logger)));

  const router = Router();
  router.post('/dev/token', tokenRoute(config, key));
  router.get(`${MOUNTED}/interaction/:uid`, async (req, res) => {
    await (await provider()).interactionDetails(req, res);
    res.set({ 'Content-Security-Policy': pagePolicy([config.DESK_URL]), 'Referrer-Policy': 'same-origin' });
    res.type('html').send(choosePersonPage(req.originalUrl));
  });
  router.post(`${MOUNTED}/interaction/:uid`, express.urlencoded({ extended: false }), async (req, res) => {
    const { person } = parseInput(Choice, req.body);
    await (await provider()).interactionFinished(req, res, { login: { accountId: person } });
  });
  router.use(MOUNTED, (req, res, next) => {
    observeDuration(req, res, MOUNTED);
    provider().then((ready) => void ready.callback()(req, res), next);
  });
  router.use(sayWhatFailed);
  return router;
}

/** Nobody is in the middle of signing in here, or what was sent is none of the choices. */
function sayWhatFailed(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (error instanceof Refusal) return sendProblem(res, problemOf(error));
  if (!(error instanceof Error) || error.name !== 'SessionNotFound') return next(error);
  res.status(400).set('Content-Security-Policy', pagePolicy()).type('html');
  res.send(notice('Anmeldung abgelaufen', 'Bitte beginnen Sie noch einmal.', { href: '/sign-in', label: 'Anmelden' }));
}
